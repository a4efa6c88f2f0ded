package org.sinopia.nn.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.sinopia.autograd.Expand;
import org.sinopia.autograd.Reshape;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Concat;
import org.sinopia.autograd.op.MeanPool2;
import org.sinopia.nn.Module;
import org.sinopia.nn.layer.Conv2d;
import org.sinopia.tensor.Shape;

/**
 * A baseline: a U-Net (Ronneberger, Fischer, Brox 2015, arXiv 1505.04597) of padded 3×3
 * convolutions with GELU, as the transformers it is compared with have it, mean pooling down and
 * nearest neighbours up.
 */
public final class ConvEncoderDecoder extends Recolourer {
  private final ConvEncoderDecoderConfig config;
  private final List<Level> down;
  private final List<Level> up;
  private final Conv2d head;

  /** Two convolutions at one resolution. */
  private static final class Level extends Module {
    private final Conv2d conv1;
    private final Conv2d conv2;

    Level(int in, int out) {
      conv1 = part("conv1", new Conv2d(in, out, 0));
      conv2 = part("conv2", new Conv2d(out, out, 0));
    }

    Variable forward(Variable x) {
      return Unary.gelu(conv2.forward(Unary.gelu(conv1.forward(x))));
    }
  }

  /** Without memory yet. */
  public ConvEncoderDecoder(ConvEncoderDecoderConfig config) {
    this.config = config;
    int width = config.width();
    List<Level> encoder = new ArrayList<>(List.of(new Level(config.channels(), width)));
    List<Level> decoder = new ArrayList<>();
    for (int i = 1; i <= config.depth(); i++) {
      encoder.add(new Level(width << (i - 1), width << i));
    }
    for (int i = config.depth(); i >= 1; i--) {
      decoder.add(new Level((width << i) + (width << (i - 1)), width << (i - 1)));
    }
    down = parts("down", encoder);
    up = parts("up", decoder);
    head = part("head", new Conv2d(width, 3, Math.sqrt(5)));
  }

  @Override
  public ConvEncoderDecoderConfig config() {
    return config;
  }

  @Override
  protected Variable onGrid(Variable image) {
    Deque<Variable> skipped = new ArrayDeque<>();
    Variable x = down.getFirst().forward(image);
    for (Level level : down.subList(1, down.size())) {
      skipped.push(x);
      x = level.forward(MeanPool2.of(x));
    }
    for (Level level : up) {
      x = level.forward(Concat.of(List.of(doubled(x), skipped.pop()), 1));
    }
    return head.forward(x);
  }

  /** Each pixel four times: [B, C, H, W] → [B, C, 2H, 2W]. */
  private static Variable doubled(Variable x) {
    int[] e = x.shape().extents();
    int rows = e[0] * e[1] * e[2];
    Variable single = Reshape.of(x, rows, 1, e[3], 1);
    Variable fourfold = Expand.of(single, Shape.of(rows, 2, e[3], 2));
    return Reshape.of(fourfold, e[0], e[1], 2 * e[2], 2 * e[3]);
  }
}
