package org.sinopia.nn.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Concat;
import org.sinopia.nn.Module;
import org.sinopia.nn.layer.Linear;
import org.sinopia.nn.layer.TransformerBlock;

/**
 * Blocks {@code depth} down, one in the middle and {@code depth} up; each block up first receives
 * what its counterpart down gave (U-ViT, Bao et al. 2022, arXiv 2209.12152): [B, N, d] → [B, N, d].
 */
final class UShape extends Module {
  private final SmallUViTConfig.Skip skip;
  private final List<TransformerBlock> down;
  private final TransformerBlock mid;
  private final List<TransformerBlock> up;
  private final List<Linear> skips;

  /** Stacks block 0, 1, … in the order in which they are computed. */
  UShape(int d, int depth, SmallUViTConfig.Skip skip, IntFunction<TransformerBlock> block) {
    this.skip = skip;
    down = parts("down", IntStream.range(0, depth).mapToObj(block).toList());
    mid = part("mid", block.apply(depth));
    up = parts("up", IntStream.range(depth + 1, 2 * depth + 1).mapToObj(block).toList());
    skips =
        skip == SmallUViTConfig.Skip.CONCAT
            ? parts("skips", up.stream().map(_ -> Linear.transformer(2 * d, d)).toList())
            : List.of();
  }

  /** [B, N, d] → [B, N, d]. */
  Variable forward(Variable tokens) {
    Variable x = tokens;
    Deque<Variable> skipped = new ArrayDeque<>();
    for (TransformerBlock block : down) {
      x = block.forward(x);
      skipped.push(x);
    }
    x = mid.forward(x);
    for (int i = 0; i < up.size(); i++) {
      Variable joined = join(i, x, skipped.pop());
      x.release();
      x = up.get(i).forward(joined);
    }
    return x;
  }

  private Variable join(int i, Variable x, Variable other) {
    return switch (skip) {
      case ADD -> Binary.add(x, other);
      case CONCAT -> skips.get(i).forward(Concat.of(List.of(x, other), 2));
    };
  }
}
