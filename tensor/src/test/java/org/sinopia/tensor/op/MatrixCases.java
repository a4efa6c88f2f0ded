package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.MatrixOp.Gemm;
import org.sinopia.tensor.random.Draw;

/** Instances of matrix products. */
final class MatrixCases {
  private MatrixCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase("gemm", Gemm.class, 1e-5, true, MatrixCases::plain),
        new OpCase("gemm of batches", Gemm.class, 1e-5, true, MatrixCases::batched),
        new OpCase("gemm of rows by a shared matrix", Gemm.class, 1e-5, true, MatrixCases::shared),
        new OpCase("gemm with alpha, beta and bias", Gemm.class, 1e-5, true, MatrixCases::scaled),
        new OpCase("gemm over several pieces", Gemm.class, 1e-5, false, MatrixCases::large),
        new OpCase("gemm with a vector", Gemm.class, 1e-5, false, MatrixCases::vector),
        new OpCase("gemm of a long inner axis", Gemm.class, 1e-5, false, MatrixCases::deep));
  }

  private static Op plain(Scope s, Draw draw) {
    int m = draw.size(1, 70);
    int n = draw.size(1, 70);
    int k = draw.size(1, 70);
    return product(s, draw, m, n, k, 1, 0, null);
  }

  private static Op batched(Scope s, Draw draw) {
    int outer = draw.size(1, 3);
    int inner = draw.size(1, 4);
    int m = draw.size(1, 20);
    int n = draw.size(1, 20);
    int k = draw.size(1, 20);
    boolean ta = draw.flip();
    boolean tb = draw.flip();
    Tensor a = Terms.of(s, draw, outer, inner, ta ? k : m, ta ? m : k);
    Tensor b = Terms.of(s, draw, outer, inner, tb ? n : k, tb ? k : n);
    boolean adds = draw.flip();
    Tensor bias = draw.flip() ? Terms.of(s, draw, n) : null;
    Tensor c = Terms.of(s, draw, outer, inner, m, n);
    return new Gemm(a, ta, b, tb, draw.value(0.5, 2), adds ? 0.5 : 0, bias, c);
  }

  private static Op shared(Scope s, Draw draw) {
    int batch = draw.size(1, 5);
    int m = draw.size(1, 20);
    int n = draw.size(1, 20);
    int k = draw.size(1, 20);
    boolean ta = draw.flip();
    boolean tb = draw.flip();
    Tensor a = Terms.of(s, draw, batch, ta ? k : m, ta ? m : k);
    Tensor b = Terms.of(s, draw, tb ? n : k, tb ? k : n);
    Tensor bias = draw.flip() ? Terms.of(s, draw, n) : null;
    return new Gemm(a, ta, b, tb, 1, 0, bias, Terms.of(s, draw, batch, m, n));
  }

  private static Op scaled(Scope s, Draw draw) {
    int m = draw.size(1, 40);
    int n = draw.size(1, 40);
    int k = draw.size(1, 40);
    Tensor bias = draw.flip() ? Terms.of(s, draw, n) : null;
    return product(s, draw, m, n, k, draw.value(-2, -0.5), draw.choice(0.0, 1.0, 0.25), bias);
  }

  private static Op large(Scope s, Draw draw) {
    int m = 37 * draw.size(1, 20);
    int n = 29 * draw.size(1, 20);
    int k = draw.size(1, 20);
    Tensor bias = draw.flip() ? Terms.of(s, draw, n) : null;
    return product(s, draw, m, n, k, 1, draw.choice(0.0, 1.0), bias);
  }

  private static Op vector(Scope s, Draw draw) {
    int axis = draw.choice(0, 1, 2);
    int m = axis == 0 ? 1 : draw.size(1, 300);
    int n = axis == 1 ? 1 : draw.size(1, 300);
    int k = axis == 2 ? 1 : draw.size(1, 300);
    Tensor bias = draw.flip() ? Terms.of(s, draw, n) : null;
    return product(s, draw, m, n, k, draw.choice(1.0, -0.5), draw.choice(0.0, 0.5), bias);
  }

  private static Op deep(Scope s, Draw draw) {
    int m = draw.size(1, 12);
    int n = draw.size(1, 12);
    int k = 1237 * draw.size(1, 5);
    // All of one sign: a long sum that cancels has no digits to compare.
    Tensor a = Terms.of(s, draw, 0.0, 2.0, m, k);
    Tensor b = Terms.of(s, draw, 0.0, 2.0, k, n);
    boolean ta = draw.flip();
    boolean tb = draw.flip();
    Tensor bias = draw.flip() ? Terms.of(s, draw, n) : null;
    return new Gemm(
        ta ? a.reshape(k, m) : a,
        ta,
        tb ? b.reshape(n, k) : b,
        tb,
        0.5,
        draw.choice(0.0, 0.5),
        bias,
        Terms.of(s, draw, m, n));
  }

  private static Op product(
      Scope s, Draw draw, int m, int n, int k, double alpha, double beta, Tensor bias) {
    boolean ta = draw.flip();
    boolean tb = draw.flip();
    Tensor a = ta ? Terms.of(s, draw, k, m) : Terms.of(s, draw, m, k);
    Tensor b = tb ? Terms.of(s, draw, n, k) : Terms.of(s, draw, k, n);
    return new Gemm(a, ta, b, tb, alpha, beta, bias, Terms.of(s, draw, m, n));
  }
}
