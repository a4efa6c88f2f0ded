package org.sinopia.autograd.op;

import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.AttentionOp;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.random.Draw;

/**
 * Locality self-attention (Lee et al. 2021, arXiv 2112.13492, section 3.2): softmax with a learned
 * temperature over all tokens, itself left out if asked. The backward recomputes the probabilities
 * from the kept log-sum-exp, so no N×N matrix is stored; its formulas are at {@link
 * AttentionOp.LocalityAttentionBackward}.
 */
public final class LocalityAttention extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("locality_attention", LocalityAttention::problem);

  private final Variable qkv;
  private final int heads;
  private final Variable logTemperature;
  private final boolean maskSelf;
  private final Dropout dropout;
  private Tensor out;
  private Tensor logSumExp;

  private LocalityAttention(
      Variable qkv, int heads, Variable logTemperature, boolean maskSelf, Dropout dropout) {
    super(SPEC, qkv, logTemperature);
    this.qkv = qkv;
    this.heads = heads;
    this.logTemperature = logTemperature;
    this.maskSelf = maskSelf;
    this.dropout = dropout;
  }

  /**
   * As {@link AttentionOp.LocalityAttention}; [B, N, heads·d].
   *
   * @param qkv [B, N, 3·heads·d], the innermost axis ordered (q k v, head, feature)
   * @param logTemperature [1] or [heads]
   */
  public static Variable of(
      Variable qkv, int heads, Variable logTemperature, boolean maskSelf, Dropout dropout) {
    return new LocalityAttention(qkv, heads, logTemperature, maskSelf, dropout).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    int[] extents = qkv.shape().extents();
    if (extents.length != 3 || heads < 1 || extents[2] % (3 * heads) != 0) {
      throw new ShapeMismatchException(
          "locality_attention: qkv is " + qkv.shape() + ", expected [B, N, 3 x " + heads + " x d]");
    }
    out = scope.empty(extents[0], extents[1], extents[2] / 3);
    logSumExp = scope.empty(extents[0], heads, extents[1]);
    new AttentionOp.LocalityAttention(
            qkv.value(), heads, logTemperature.value(), maskSelf, dropout, out, logSumExp)
        .run();
    return out;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new AttentionOp.LocalityAttentionBackward(
            qkv.value(),
            heads,
            logTemperature.value(),
            maskSelf,
            dropout,
            out,
            logSumExp,
            gradient,
            into.orTemporary(qkv),
            into.orTemporary(logTemperature))
        .run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    int heads = draw.size(1, 3);
    Tensor qkv =
        draw.tensorBetween(
            -1.0, 1.0, scope, draw.size(1, 2), draw.size(1, 5), 3 * heads * draw.size(1, 4));
    Tensor logTemperature = draw.tensorBetween(-1, 0.5, scope, draw.flip() ? heads : 1);
    boolean maskSelf = draw.flip();
    Dropout dropout = draw.choice(Dropout.NONE, Dropout.standard(0.3, draw.seed(), 2));
    return Problem.of(qkv, logTemperature, (u, v) -> of(u, heads, v, maskSelf, dropout));
  }
}
