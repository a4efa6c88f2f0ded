package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Draw;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

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
            AttentionCases::longBackward));
  }

  private static AttentionOp.LocalityAttention forward(Scope scope, Draw draw) {
    return make(scope, draw, draw.size(1, 3), draw.size(1, 40), draw.size(1, 3), 33);
  }

  private static AttentionOp.LocalityAttention longForward(Scope scope, Draw draw) {
    return make(scope, draw, 1, draw.size(1, 33) * 11, draw.size(1, 2), 9);
  }

  private static AttentionOp.LocalityAttentionBackward backward(Scope scope, Draw draw) {
    return backward(scope, draw, forward(scope, draw));
  }

  private static AttentionOp.LocalityAttentionBackward longBackward(Scope scope, Draw draw) {
    return backward(scope, draw, longForward(scope, draw));
  }

  private static AttentionOp.LocalityAttention make(
      Scope scope, Draw draw, int batch, int tokens, int heads, int widest) {
    int d = draw.size(1, widest);
    return new AttentionOp.LocalityAttention(
        draw.tensor(scope, batch, tokens, 3 * heads * d),
        heads,
        draw.tensorBetween(-2.5, -0.5, scope, draw.flip() ? heads : 1),
        draw.flip(),
        draw.flip() ? Dropout.NONE : Dropout.standard(0.25, draw.seed(), draw.size(1, 9)),
        scope.empty(batch, tokens, heads * d),
        scope.empty(batch, heads, tokens));
  }

  private static AttentionOp.LocalityAttentionBackward backward(
      Scope scope, Draw draw, AttentionOp.LocalityAttention forward) {
    forward.run();
    Tensor gradOut = draw.tensor(scope, forward.out().shape().extents());
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
