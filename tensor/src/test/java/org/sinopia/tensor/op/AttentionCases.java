package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/**
 * Random attention. None is wild: a score beyond float range ends in NaN here and in 0 or 1 in
 * float64.
 */
final class AttentionCases {
  private AttentionCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase(
            "locality_attention",
            AttentionOp.LocalityAttention.class,
            1e-5,
            false,
            AttentionCases::forward),
        new OpCase(
            "locality_attention, long sequences",
            AttentionOp.LocalityAttention.class,
            1e-5,
            false,
            AttentionCases::longForward),
        new OpCase(
            "locality_attention of wide heads",
            AttentionOp.LocalityAttention.class,
            1e-5,
            false,
            AttentionCases::wideForward),
        new OpCase(
            "locality_attention_backward",
            AttentionOp.LocalityAttentionBackward.class,
            5e-5,
            false,
            AttentionCases::backward),
        new OpCase(
            "locality_attention_backward, long sequences",
            AttentionOp.LocalityAttentionBackward.class,
            5e-5,
            false,
            AttentionCases::longBackward),
        new OpCase(
            "locality_attention_backward of wide heads",
            AttentionOp.LocalityAttentionBackward.class,
            5e-5,
            false,
            AttentionCases::wideBackward));
  }

  private static AttentionOp.LocalityAttention forward(Scope scope, Draw draw) {
    return make(scope, draw, draw.size(1, 3), draw.size(1, 40), draw.size(1, 3), 1, 33, -2.5);
  }

  private static AttentionOp.LocalityAttention longForward(Scope scope, Draw draw) {
    return make(scope, draw, 1, draw.size(1, 33) * 11, draw.size(1, 2), 1, 9, -2.5);
  }

  /** The scores of more features are kept as small by lower temperatures. */
  private static AttentionOp.LocalityAttention wideForward(Scope scope, Draw draw) {
    return make(scope, draw, 1, draw.size(1, 80), draw.size(1, 2), 61, 140, -4);
  }

  private static AttentionOp.LocalityAttentionBackward backward(Scope scope, Draw draw) {
    return backward(scope, draw, forward(scope, draw));
  }

  private static AttentionOp.LocalityAttentionBackward longBackward(Scope scope, Draw draw) {
    return backward(scope, draw, longForward(scope, draw));
  }

  private static AttentionOp.LocalityAttentionBackward wideBackward(Scope scope, Draw draw) {
    return backward(scope, draw, wideForward(scope, draw));
  }

  private static AttentionOp.LocalityAttention make(
      Scope scope,
      Draw draw,
      int batch,
      int tokens,
      int heads,
      int narrowest,
      int widest,
      double coolest) {
    int d = draw.size(narrowest, widest);
    return new AttentionOp.LocalityAttention(
        draw.tensor(scope, batch, tokens, 3 * heads * d),
        heads,
        draw.tensorBetween(coolest, coolest + 2, scope, draw.flip() ? heads : 1),
        draw.flip(),
        draw.flip() ? Dropout.NONE : Dropout.standard(0.25, draw.seed(), draw.size(1, 9)),
        scope.empty(batch, tokens, heads * d),
        scope.empty(batch, heads, tokens));
  }

  private static AttentionOp.LocalityAttentionBackward backward(
      Scope scope, Draw draw, AttentionOp.LocalityAttention forward) {
    forward.run();
    return backward(scope, forward, draw.tensor(scope, forward.out().shape().extents()));
  }

  /** The backward of what has run. */
  static AttentionOp.LocalityAttentionBackward backward(
      Scope scope, AttentionOp.LocalityAttention forward, Tensor gradOut) {
    return new AttentionOp.LocalityAttentionBackward(
        forward.qkv(),
        forward.heads(),
        forward.logTemperature(),
        forward.maskSelf(),
        forward.dropout(),
        forward.out(),
        forward.logSumExp(),
        gradOut,
        scope.emptyLike(forward.qkv()),
        scope.emptyLike(forward.logTemperature()));
  }
}
