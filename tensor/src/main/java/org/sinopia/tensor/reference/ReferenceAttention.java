package org.sinopia.tensor.reference;

import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.AttentionOp;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.random.Philox;
import org.sinopia.tensor.reference.array.Reals;

/** Attention, one query at a time: its scores against all keys, their softmax, and what follows. */
final class ReferenceAttention {
  private ReferenceAttention() {}

  static void run(AttentionOp op) {
    switch (op) {
      case AttentionOp.LocalityAttention o -> forward(o);
      case AttentionOp.LocalityAttentionBackward o -> backward(o);
    }
  }

  private static void forward(AttentionOp.LocalityAttention op) {
    Heads all = new Heads(op.qkv(), op.heads(), op.logTemperature(), op.maskSelf(), op.dropout());
    Reals out = new Reals(op.out());
    Reals logSumExp = new Reals(op.logSumExp());
    double[] weights = new double[all.tokens];
    for (int b = 0; b < all.batch; b++) {
      for (int h = 0; h < all.heads; h++) {
        for (int i = 0; i < all.tokens; i++) {
          double lse = all.logSumExp(b, h, i);
          logSumExp.set(logSumExp.flat(b, h, i), lse);
          for (int j = 0; j < all.tokens; j++) {
            weights[j] = all.weight(i, j, all.score(b, h, i, j), lse) * all.kept(b, h, i, j);
          }
          for (int c = 0; c < all.d; c++) {
            double value = 0;
            for (int j = 0; j < all.tokens; j++) {
              value += weights[j] * all.v(b, h, j, c);
            }
            out.set(out.flat(b, i, h * all.d + c), value);
          }
        }
      }
    }
  }

  private static void backward(AttentionOp.LocalityAttentionBackward op) {
    Heads all = new Heads(op.qkv(), op.heads(), op.logTemperature(), op.maskSelf(), op.dropout());
    Reals logSumExp = new Reals(op.logSumExp());
    Reals gradOut = new Reals(op.gradOut());
    Reals gradQkv = new Reals(op.gradQkv());
    Reals gradTheta = new Reals(op.gradLogTemperature());
    for (int i = 0; i < op.gradQkv().elements(); i++) {
      gradQkv.set(i, 0);
    }
    for (int i = 0; i < op.gradLogTemperature().elements(); i++) {
      gradTheta.set(i, 0);
    }
    double[] s = new double[all.tokens];
    double[] p = new double[all.tokens];
    double[] dp = new double[all.tokens];
    for (int b = 0; b < all.batch; b++) {
      for (int h = 0; h < all.heads; h++) {
        for (int i = 0; i < all.tokens; i++) {
          double mean = 0;
          for (int j = 0; j < all.tokens; j++) {
            s[j] = all.score(b, h, i, j);
            p[j] = all.weight(i, j, s[j], logSumExp.at(logSumExp.flat(b, h, i)));
            double kept = all.kept(b, h, i, j);
            dp[j] = 0;
            for (int c = 0; c < all.d; c++) {
              double g = gradOut.at(gradOut.flat(b, i, h * all.d + c));
              dp[j] += kept * g * all.v(b, h, j, c);
              gradQkv.add(all.at(2, b, h, j, c), kept * p[j] * g);
            }
            mean += p[j] * dp[j];
          }
          for (int j = 0; j < all.tokens; j++) {
            if (all.attends(i, j)) {
              double ds = p[j] * (dp[j] - mean);
              for (int c = 0; c < all.d; c++) {
                gradQkv.add(all.at(0, b, h, i, c), all.temperature(h) * ds * all.k(b, h, j, c));
                gradQkv.add(all.at(1, b, h, j, c), all.temperature(h) * ds * all.q(b, h, i, c));
              }
              gradTheta.add(all.shared(h), ds * s[j]);
            }
          }
        }
      }
    }
  }

  /** The operands of forward and backward by (sample, head, token, feature). */
  private static final class Heads {
    final int batch;
    final int heads;
    final int tokens;
    final int d;
    private final Reals qkv;
    private final Reals theta;
    private final boolean oneTheta;
    private final boolean maskSelf;
    private final Dropout dropout;

    Heads(Tensor qkv, int heads, Tensor theta, boolean maskSelf, Dropout dropout) {
      this.batch = qkv.shape().extent(0);
      this.heads = heads;
      this.tokens = qkv.shape().extent(1);
      this.d = qkv.shape().extent(2) / (3 * heads);
      this.qkv = new Reals(qkv);
      this.theta = new Reals(theta);
      this.oneTheta = theta.elements() == 1;
      this.maskSelf = maskSelf;
      this.dropout = dropout;
    }

    /** Where in qkv a feature of q (0), k (1) or v (2) lies. */
    int at(int which, int b, int h, int token, int feature) {
      return qkv.flat(b, token, (which * heads + h) * d + feature);
    }

    double q(int b, int h, int token, int feature) {
      return qkv.at(at(0, b, h, token, feature));
    }

    double k(int b, int h, int token, int feature) {
      return qkv.at(at(1, b, h, token, feature));
    }

    double v(int b, int h, int token, int feature) {
      return qkv.at(at(2, b, h, token, feature));
    }

    /** Which θ a head uses. */
    int shared(int h) {
      return oneTheta ? 0 : h;
    }

    double temperature(int h) {
      return Math.exp(theta.at(shared(h)));
    }

    boolean attends(int i, int j) {
      return !maskSelf || i != j;
    }

    double score(int b, int h, int i, int j) {
      if (!attends(i, j)) {
        return Double.NEGATIVE_INFINITY;
      }
      double dot = 0;
      for (int c = 0; c < d; c++) {
        dot += q(b, h, i, c) * k(b, h, j, c);
      }
      return temperature(h) * dot;
    }

    /** log Σ_j exp s_ij. */
    double logSumExp(int b, int h, int i) {
      double greatest = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < tokens; j++) {
        greatest = Math.max(greatest, score(b, h, i, j));
      }
      double sum = 0;
      for (int j = 0; j < tokens; j++) {
        sum += attends(i, j) ? Math.exp(score(b, h, i, j) - greatest) : 0;
      }
      return greatest + Math.log(sum);
    }

    /** p_ij, given s_ij and the log-sum-exp of row i. */
    double weight(int i, int j, double score, double logSumExp) {
      return attends(i, j) ? Math.exp(score - logSumExp) : 0;
    }

    /** The factor that dropout applies to p_ij. */
    double kept(int b, int h, int i, int j) {
      if (!dropout.active()) {
        return 1;
      }
      long element = (((long) b * heads + h) * tokens + i) * tokens + j;
      int word = Philox.word(dropout.seed(), dropout.stream(), element);
      return Philox.uniform(word) >= dropout.rate() ? dropout.keptScale() : 0;
    }
  }
}
