package org.sinopia.tensor.op;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.CpuBackend;
import org.sinopia.tensor.random.Draw;

/**
 * Prints a digest of what each op case leaves on the cpu backend, over several shapes, moderate and
 * wild values: {@code case<TAB>threads<TAB>digest}. Two processes that print the same computed the
 * same bits. NaNs count as equal: their sign and payload come from the order of a processor's
 * operands, which no language defines.
 */
final class OpDigests {
  private static final List<List<Integer>> ONE = List.of(List.of(3, 20, 17));

  private static final List<List<Integer>> FEW =
      List.of(List.of(3, 5, 2), List.of(17, 33, 9, 20), List.of(40, 13));

  private static final List<List<Integer>> MANY = many();

  private OpDigests() {}

  /** Takes {@code one}, {@code few} or {@code many}, for shapes, then numbers of threads. */
  public static void main(String[] args) {
    List<List<Integer>> shapes =
        switch (args[0]) {
          case "one" -> ONE;
          case "few" -> FEW;
          case "many" -> MANY;
          default -> throw new IllegalArgumentException(args[0]);
        };
    for (String threads : Arrays.asList(args).subList(1, args.length)) {
      CpuBackend backend = new CpuBackend(Integer.parseInt(threads));
      for (OpCase opCase : OpCase.all()) {
        System.out.println(opCase.name() + "\t" + threads + "\t" + of(opCase, shapes, backend));
      }
    }
  }

  private static List<List<Integer>> many() {
    List<List<Integer>> shapes = new ArrayList<>(Draw.degenerateSizes());
    shapes.addAll(FEW);
    shapes.add(List.of(64, 48, 96, 16));
    shapes.add(List.of(192, 8, 31));
    shapes.add(List.of(300, 257, 129, 2));
    shapes.add(List.of(1, 1000));
    shapes.add(List.of(23, 7, 1, 70));
    return shapes;
  }

  private static String of(OpCase opCase, List<List<Integer>> shapes, CpuBackend backend) {
    MessageDigest digest = sha256();
    for (int i = 0; i < shapes.size(); i++) {
      for (int seed = 0; seed < Math.min(3, shapes.size()); seed++) {
        long start = 1000L * i + seed;
        run(opCase, Draw.of(shapes.get(i), start), backend, digest);
        if (opCase.wild()) {
          run(opCase, Draw.wild(shapes.get(i), start), backend, digest);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static void run(OpCase opCase, Draw draw, CpuBackend backend, MessageDigest digest) {
    try (Scope reference = Scope.open(Device.reference());
        Scope cpu = Scope.open(Device.cpu())) {
      IdentityHashMap<Tensor, Tensor> copies = new IdentityHashMap<>();
      Op op =
          opCase
              .make()
              .apply(reference, draw)
              .map(t -> copies.computeIfAbsent(t, original -> copy(original, cpu)));
      op.check();
      backend.run(op);
      op.outputs().forEach(t -> add(t, digest));
    }
  }

  private static Tensor copy(Tensor original, Scope cpu) {
    boolean real = original.dtype() == original.device().real();
    return original.to(cpu, real ? DType.F32 : original.dtype());
  }

  private static void add(Tensor tensor, MessageDigest digest) {
    boolean real = tensor.dtype() == DType.F32;
    byte[] bytes = new byte[(int) tensor.memory().byteSize()];
    MemorySegment copy = MemorySegment.ofArray(bytes).copyFrom(tensor.memory());
    for (long i = 0; real && i < tensor.elements(); i++) {
      float value = Float.intBitsToFloat(copy.get(JAVA_INT.withByteAlignment(1), 4 * i));
      if (Float.isNaN(value)) {
        copy.set(JAVA_INT.withByteAlignment(1), 4 * i, Float.floatToIntBits(value));
      }
    }
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
