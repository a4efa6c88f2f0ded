package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.AttentionOp.LocalityAttention;
import org.sinopia.tensor.op.AttentionOp.LocalityAttentionBackward;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.Encoder.Dense;
import org.sinopia.tensor.op.MatrixOp.Gemm;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.SpectrumOp.Encode;
import org.sinopia.tensor.random.Draw;

/**
 * Prints a digest of what matrix products, attention and the encoder leave, for a number of threads
 * each: {@code name TAB threads TAB SHA-256}. The extents are awkward: 1, primes, one off whole
 * vectors, tiles, slices and panels.
 */
final class ProductDigests {
  private static final int[] EXTENTS = {1, 2, 7, 15, 16, 17, 31, 33, 48, 64, 97, 129, 193, 257};

  private ProductDigests() {}

  /** Takes numbers of threads. */
  public static void main(String[] arguments) {
    for (String threads : arguments) {
      CpuBackend backend = new CpuBackend(Integer.parseInt(threads));
      print("products", threads, backend, 60, ProductDigests::product);
      print("batched products", threads, backend, 20, ProductDigests::batched);
      print("products with vectors", threads, backend, 40, ProductDigests::vector);
      print("large products", threads, backend, 3, ProductDigests::large);
      print("attention", threads, backend, 12, ProductDigests::attention);
      print("attention backward", threads, backend, 12, ProductDigests::attentionBackward);
      print("encoder", threads, backend, 8, ProductDigests::encoder);
    }
  }

  private static void print(
      String name, String threads, CpuBackend backend, int count, BiFunction<Scope, Draw, Op> op) {
    MessageDigest digest = sha256();
    for (int seed = 0; seed < count; seed++) {
      try (Scope scope = Scope.open(Device.cpu())) {
        Op made = op.apply(scope, Draw.of(List.of(1), seed));
        made.check();
        backend.run(made);
        made.outputs().forEach(t -> digest.update(t.memory().toArray(JAVA_BYTE)));
      }
    }
    System.out.println(name + "\t" + threads + "\t" + HexFormat.of().formatHex(digest.digest()));
  }

  private static Op product(Scope s, Draw draw) {
    return gemm(s, draw, 0, extent(draw), extent(draw), extent(draw));
  }

  private static Op batched(Scope s, Draw draw) {
    return gemm(s, draw, draw.choice(2, 3, 9), extent(draw), extent(draw), extent(draw));
  }

  private static Op vector(Scope s, Draw draw) {
    int m = extent(draw);
    int k = draw.choice(extent(draw), 1000, 5003);
    int which = draw.choice(0, 1, 2);
    return gemm(s, draw, 0, which == 0 ? 1 : m, which == 1 ? 1 : extent(draw), which == 2 ? 1 : k);
  }

  private static Op large(Scope s, Draw draw) {
    return gemm(s, draw, 0, draw.choice(301, 515), draw.choice(131, 1051), draw.choice(200, 1571));
  }

  private static int extent(Draw draw) {
    return EXTENTS[(int) draw.value(0, EXTENTS.length)];
  }

  private static Op gemm(Scope s, Draw draw, int batch, int m, int n, int k) {
    boolean ta = draw.flip();
    boolean tb = draw.flip();
    Tensor a = matrix(s, draw, batch, ta ? k : m, ta ? m : k);
    Tensor b = matrix(s, draw, draw.flip() ? batch : 0, tb ? n : k, tb ? k : n);
    Tensor bias = draw.flip() ? draw.tensor(s, n) : null;
    double beta = draw.choice(0.0, 1.0, -0.7);
    return new Gemm(a, ta, b, tb, draw.choice(1.0, 0.4), beta, bias, matrix(s, draw, batch, m, n));
  }

  private static Tensor matrix(Scope s, Draw draw, int batch, int rows, int columns) {
    return batch == 0 ? draw.tensor(s, rows, columns) : draw.tensor(s, batch, rows, columns);
  }

  private static Op attention(Scope s, Draw draw) {
    int batch = draw.choice(1, 2);
    int heads = draw.choice(1, 3);
    int tokens = extent(draw);
    int d = draw.choice(1, 5, 16, 24, 32, 33);
    return new LocalityAttention(
        draw.tensor(s, batch, tokens, 3 * heads * d),
        heads,
        draw.tensorBetween(-3, 0, s, heads),
        draw.flip(),
        draw.choice(Dropout.NONE, new Dropout(0.2, 7, 1, Dropout.Kind.STANDARD)),
        s.empty(batch, tokens, heads * d),
        s.empty(batch, heads, tokens));
  }

  private static Op attentionBackward(Scope s, Draw draw) {
    LocalityAttention forward = (LocalityAttention) attention(s, draw);
    forward.run();
    return new LocalityAttentionBackward(
        forward.qkv(),
        forward.heads(),
        forward.logTemperature(),
        forward.maskSelf(),
        forward.dropout(),
        forward.out(),
        forward.logSumExp(),
        draw.tensor(s, forward.out().shape().extents()),
        s.emptyLike(forward.qkv()),
        s.emptyLike(forward.logTemperature()));
  }

  private static Op encoder(Scope s, Draw draw) {
    int bins = draw.choice(17, 205, 512);
    int n = draw.choice(1, 45, 150);
    List<Dense> hidden = List.of(dense(s, draw, bins, 75), dense(s, draw, 75, 21));
    List<Dense> heads = List.of(dense(s, draw, 21, 3), dense(s, draw, 21, 67));
    CountScaling[] scalings = CountScaling.values();
    return new Encode(
        draw.tensorBetween(-1, 6, s, n, bins),
        new Encoder(scalings[(int) draw.value(0, scalings.length)], hidden, heads),
        List.of(s.empty(n, 3), s.empty(n, 67)));
  }

  private static Dense dense(Scope s, Draw draw, int in, int out) {
    double reach = Math.sqrt(3.0 / in);
    return new Dense(
        draw.tensorBetween(-reach, reach, s, out, in), draw.tensorBetween(-1, 1, s, out));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
