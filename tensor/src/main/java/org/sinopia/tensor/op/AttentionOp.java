package org.sinopia.tensor.op;

import org.sinopia.tensor.Tensor;

/** Self-attention of tokens, heads side by side, without an N×N matrix in memory. */
public sealed interface AttentionOp extends Op {
  /**
   * Locality self-attention (Lee et al. 2021, arXiv 2112.13492, section 3.2). Per sample and head,
   * with q, k, v cut from {@code qkv}: scores s_ij = exp(θ)·q_i·k_j; with {@code maskSelf} s_ii =
   * −∞; p = softmax over j; out_i = Σ_j dropout(p)_ij · v_j. A token that may attend to nothing
   * (one token alone under the mask) yields zeros.
   *
   * <p>With {@code maskSelf} false and θ = log(d^−½) this is plain scaled dot-product attention.
   *
   * @param qkv [B, N, 3·heads·d], the innermost axis ordered (q k v, head, feature)
   * @param logTemperature θ: [1], or [heads] for one per head
   * @param dropout indexed by ((b·heads + h)·N + i)·N + j
   * @param out [B, N, heads·d], innermost axis ordered (head, feature)
   * @param logSumExp [B, heads, N], log Σ_j exp s_ij, kept for the backward (−∞ for a token that
   *     attends to nothing)
   */
  record LocalityAttention(
      Tensor qkv,
      int heads,
      Tensor logTemperature,
      boolean maskSelf,
      Dropout dropout,
      Tensor out,
      Tensor logSumExp)
      implements AttentionOp {
    @Override
    public void check() {
      Attended.check(
              new OperandChecks(this).real(), qkv, heads, logTemperature, dropout, out, logSumExp)
          .distinct();
    }

    @Override
    public LocalityAttention with(Operands o) {
      return new LocalityAttention(
          o.in(qkv), heads, o.in(logTemperature), maskSelf, dropout, o.out(out), o.out(logSumExp));
    }

    @Override
    public long flops() {
      return 2L * 2 * out.elements() * qkv.shape().extent(1);
    }

    /** Features per head. */
    public int headDimension() {
      return qkv.shape().extent(2) / (3 * heads);
    }
  }

  /**
   * Backward of {@link LocalityAttention}; p is recomputed from {@code logSumExp}. With dp_ij =
   * dropout′(gradOut_i·v_j) and ds = p·(dp − Σ_j p·dp) (the sum equals gradOut_i·out_i): gradQ_i =
   * exp(θ)·Σ_j ds_ij·k_j, gradK_j = exp(θ)·Σ_i ds_ij·q_i, gradV_j = Σ_i dropout(p)_ij·gradOut_i,
   * gradLogTemperature = Σ ds_ij·s_ij, over everything that shares a temperature.
   */
  record LocalityAttentionBackward(
      Tensor qkv,
      int heads,
      Tensor logTemperature,
      boolean maskSelf,
      Dropout dropout,
      Tensor out,
      Tensor logSumExp,
      Tensor gradOut,
      Tensor gradQkv,
      Tensor gradLogTemperature)
      implements AttentionOp {
    @Override
    public void check() {
      Attended.check(
              new OperandChecks(this).real(), qkv, heads, logTemperature, dropout, out, logSumExp)
          .same("gradOut", gradOut, out.shape())
          .same("gradQkv", gradQkv, qkv.shape())
          .same("gradLogTemperature", gradLogTemperature, logTemperature.shape())
          .distinct();
    }

    @Override
    public LocalityAttentionBackward with(Operands o) {
      return new LocalityAttentionBackward(
          o.in(qkv),
          heads,
          o.in(logTemperature),
          maskSelf,
          dropout,
          o.in(out),
          o.in(logSumExp),
          o.in(gradOut),
          o.out(gradQkv),
          o.out(gradLogTemperature));
    }

    @Override
    public long flops() {
      return 2L * 5 * out.elements() * qkv.shape().extent(1);
    }

    /** Features per head. */
    public int headDimension() {
      return qkv.shape().extent(2) / (3 * heads);
    }
  }

  /** The shapes that forward and backward share. */
  final class Attended {
    private Attended() {}

    private static OperandChecks check(
        OperandChecks door,
        Tensor qkv,
        int heads,
        Tensor logTemperature,
        Dropout dropout,
        Tensor out,
        Tensor logSumExp) {
      door.require(heads >= 1, "heads is " + heads + ", expected at least 1")
          .shape("qkv", qkv, OperandChecks.ANY, OperandChecks.ANY, OperandChecks.ANY);
      int width = qkv.shape().extent(2);
      door.fits(
          width % (3 * heads) == 0,
          "qkv is " + qkv.shape() + ": " + width + " is no multiple of 3 x " + heads + " heads");
      int batch = qkv.shape().extent(0);
      int tokens = qkv.shape().extent(1);
      return door.fits(
              logTemperature.shape().rank() <= 1
                  && (logTemperature.elements() == 1 || logTemperature.elements() == heads),
              "logTemperature is " + logTemperature.shape() + ", expected [1] or [" + heads + "]")
          .require(dropout.kind() == Dropout.Kind.STANDARD, "dropout must be of the standard kind")
          .shape("out", out, batch, tokens, width / 3)
          .shape("logSumExp", logSumExp, batch, heads, tokens);
    }
  }
}
