package org.sinopia.kernels.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.tensor.random.Philox;

/** Results of the emulator for each operation of the wrapper headers. */
class EmulatorOperationsTest {
  private static final Launch WARP = Launch.of(1, 32);

  @TempDir static Path folder;
  private static Workbench bench;

  @BeforeAll
  static void compile() {
    bench = Workbench.in(folder, EmulatorOptions.STANDARD);
  }

  /** CUDA C++ Programming Guide, 10.22: a lane whose source lies outside its part keeps its own. */
  @ParameterizedTest
  @ValueSource(ints = {32, 16, 8, 4})
  void shufflesMoveWithinPartsOfTheGivenWidth(int width) {
    MemorySegment y = bench.empty(128);
    bench.operation("shuffles", WARP, new Arguments().address(y).int32(width));
    int[] wanted = new int[128];
    for (int t = 0; t < 32; t++) {
      int first = t / width * width;
      wanted[t] = 100 + first + t * 7 % width;
      wanted[32 + t] = 100 + (t - 3 < first ? t : t - 3);
      wanted[64 + t] = 100 + (t + 3 >= first + width ? t : t + 3);
      wanted[96 + t] = 100 + ((t ^ 5) >= first + width ? t : t ^ 5);
    }
    assertArrayEquals(wanted, bench.ints(y));
  }

  @Test
  void eightBytesAreShuffledWhole() {
    MemorySegment y = bench.empty(64);
    bench.operation("wide_shuffle", WARP, new Arguments().address(y));
    int[] got = bench.ints(y);
    for (int t = 0; t < 32; t++) {
      assertEquals(31 - t, got[2 * t]);
      assertEquals(1 << 8, got[2 * t + 1]);
    }
  }

  @Test
  void votesSeeTheLanesOfTheirMask() {
    MemorySegment y = bench.empty(128);
    bench.operation("votes", WARP, new Arguments().address(y));
    int[] got = bench.ints(y);
    int thirds = IntStream.range(0, 32).filter(t -> t % 3 == 0).map(t -> 1 << t).sum();
    for (int t = 0; t < 32; t++) {
      assertEquals(thirds, got[4 * t]);
      assertEquals(1, got[4 * t + 1]);
      assertEquals(0, got[4 * t + 2]);
      assertEquals(0xAAAA << (t < 16 ? 0 : 16), got[4 * t + 3]);
    }
  }

  @Test
  void atomicsAddUpOverAllBlocks() {
    MemorySegment y = bench.ints(0, 0, 0, -1, 0, 0, 0);
    MemorySegment z = bench.ints(0, 0, -1);
    bench.operation("atomics", Launch.of(3, 64), new Arguments().address(y).address(z));
    assertArrayEquals(new int[] {191 * 192 / 2, 141, -191, ~0xFF, 0xFF, 17, 23}, bench.ints(y));
    assertArrayEquals(
        new int[] {3 * 192, 0x80000000 + 191, 0x80000000 - 191}, bench.ints(z), "unsigned");
  }

  @Test
  void bitCountsAreJavas() {
    int[] values = new Random(7).ints(32).toArray();
    values[0] = 0;
    values[1] = -1;
    MemorySegment y = bench.empty(128);
    bench.operation("bits", WARP, new Arguments().address(bench.ints(values)).address(y));
    int[] got = bench.ints(y);
    for (int t = 0; t < 32; t++) {
      int v = values[t];
      assertEquals(Integer.bitCount(v), got[4 * t]);
      assertEquals(v == 0 ? 0 : Integer.numberOfTrailingZeros(v) + 1, got[4 * t + 1]);
      assertEquals(Integer.numberOfLeadingZeros(v), got[4 * t + 2]);
      assertEquals(
          (int) (((v & 0xFFFFFFFFL) * 0xD2511F53L) >>> 32),
          got[4 * t + 3],
          "the product's upper half");
    }
  }

  @Test
  void randomWordsAreThoseOfTheOtherDevices() {
    long seed = 0x123456789ABCDEFL;
    long stream = -77;
    MemorySegment y = bench.empty(133);
    bench.operation(
        "philox_words", WARP, new Arguments().int64(seed).int64(stream).address(y).int32(133));
    assertArrayEquals(
        IntStream.range(0, 133).map(i -> Philox.word(seed, stream, i)).toArray(), bench.ints(y));
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 160, 1024})
  void blockSumsAndMaximaReachEveryThread(int threads) {
    float[] x = new float[threads];
    for (int i = 0; i < threads; i++) {
      x[i] = (i * 37 % threads) - 20;
    }
    MemorySegment y = bench.empty(2 * threads);
    bench.operation(
        "sums", Launch.of(1, threads), new Arguments().address(bench.floats(x)).address(y));
    float[] got = bench.floats(y);
    for (int i = 0; i < threads; i++) {
      assertEquals(threads * (threads - 1) / 2f - 20f * threads, got[i]);
      assertEquals(largest(x), got[threads + i]);
    }
  }

  private static float largest(float[] x) {
    float largest = x[0];
    for (float v : x) {
      largest = Math.max(largest, v);
    }
    return largest;
  }

  /** Small integers, so that every product and sum is exact. */
  @ParameterizedTest
  @ValueSource(strings = {"multiply_bf16", "multiply_loaded", "multiply_tf32"})
  void matrixProductsAreThose(String kernel) {
    boolean tf32 = kernel.endsWith("tf32");
    int depth = tf32 ? 8 : 16;
    Random random = new Random(11);
    float[] a = numbers(random, 16 * depth);
    float[] b = numbers(random, depth * 8);
    MemorySegment c = bench.empty(128);
    MemorySegment first = tf32 ? bench.floats(a) : bench.shorts(halves(a));
    MemorySegment second = tf32 ? bench.floats(b) : bench.shorts(halves(b));
    bench.operation(kernel, WARP, new Arguments().address(first).address(second).address(c));
    float[] wanted = new float[128];
    for (int i = 0; i < 128; i++) {
      for (int k = 0; k < depth; k++) {
        wanted[i] += a[i / 8 * depth + k] * b[8 * k + i % 8];
      }
    }
    assertArrayEquals(wanted, bench.floats(c));
  }

  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(-8, 9);
    }
    return numbers;
  }

  private static short[] halves(float[] values) {
    short[] halves = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      halves[i] = (short) (Float.floatToRawIntBits(values[i]) >>> 16);
    }
    return halves;
  }
}
