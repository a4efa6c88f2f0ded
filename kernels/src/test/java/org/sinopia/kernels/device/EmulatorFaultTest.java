package org.sinopia.kernels.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of mistake is found, and named with kernel, launch, block and thread. */
class EmulatorFaultTest {
  @TempDir static Path folder;
  private static Workbench bench;

  @BeforeAll
  static void compile() {
    bench = Workbench.in(folder, EmulatorOptions.STANDARD);
  }

  /** Runs a kernel that must fail; its message, which must contain all parts. */
  private static String fault(String kernel, Launch launch, Arguments arguments, String... parts) {
    KernelException thrown =
        assertThrows(KernelException.class, () -> bench.planted(kernel, launch, arguments));
    String message = thrown.getMessage();
    assertTrue(message.startsWith("emulator: " + kernel + launch + ": "), message);
    for (String part : parts) {
      assertTrue(message.contains(part), () -> message + " lacks: " + part);
    }
    return message;
  }

  @Test
  void writePastTheEndIsCaughtBeforeItHappens() {
    MemorySegment whole = bench.empty(200);
    MemorySegment y = whole.asSlice(0, 4 * 100);
    bench.device().upload(MemorySegment.ofArray(new float[200]), whole);
    bench.device().claim(y);
    fault(
        "write_past_end",
        Launch.of(2, 64),
        new Arguments().address(y).int32(100),
        "write of 4 bytes out of bounds",
        "0 bytes past the end of a tensor of 400 bytes",
        "by thread (36, 0, 0) of block (1, 0, 0)",
        "the tensor of argument 1");
    float[] behind = new float[1];
    bench.device().download(whole.asSlice(400, 4), MemorySegment.ofArray(behind));
    assertTrue(Float.isNaN(behind[0]), "the poison after the tensor was overwritten");
  }

  @Test
  void readBeforeTheStartIsCaught() {
    fault(
        "read_before_start",
        Launch.of(1, 32),
        new Arguments().address(bench.floats(new float[32])).address(bench.empty(32)),
        "read of 4 bytes out of bounds",
        "by thread (0, 0, 0) of block (0, 0, 0)");
  }

  @Test
  void nullPointerIsCaughtWithoutACrash() {
    fault(
        "null_pointer",
        Launch.of(1, 32),
        new Arguments().tensor(null),
        "write of 4 bytes out of bounds",
        "outside all memory of the device",
        "by thread (3, 0, 0)");
  }

  @Test
  void misalignedVectorAccessIsCaught() {
    fault(
        "misaligned",
        Launch.of(1, 32),
        new Arguments().address(bench.empty(32)),
        "write of 16 bytes misaligned",
        "by thread (1, 0, 0) of block (0, 0, 0)");
  }

  @Test
  void accessPastDynamicSharedMemoryIsCaught() {
    fault(
        "past_dynamic_shared",
        Launch.of(1, 32).shared(4 * 32),
        new Arguments().address(bench.empty(32)),
        "write of 4 bytes out of bounds",
        "0 bytes past the end of 128 bytes of dynamic shared memory",
        "by thread (31, 0, 0)");
  }

  @Test
  void missingBarrierIsARaceBetweenTwoNamedThreads() {
    fault(
        "neighbour",
        Launch.of(1, 64),
        new Arguments().address(bench.empty(64)).int32(0),
        "read of 4 bytes in a race",
        "with a write by thread (0, 0, 0) of the same block and no barrier between",
        "by thread (1, 0, 0) of block (0, 0, 0)");
  }

  @Test
  void missingSecondBarrierIsARace() {
    fault(
        "second_barrier",
        Launch.of(1, 64),
        new Arguments().address(bench.empty(64)).int32(0),
        "write of 4 bytes in a race",
        "with a read by thread (");
  }

  @Test
  void missingWarpBarrierIsARace() {
    fault(
        "within_warp",
        Launch.of(1, 64),
        new Arguments().address(bench.empty(64)).int32(0),
        "in a race",
        "by thread (1, 0, 0)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"neighbour", "second_barrier", "within_warp"})
  void withTheBarrierThereIsNoRace(String kernel) {
    MemorySegment y = bench.empty(64);
    bench.planted(kernel, Launch.of(1, 64), new Arguments().address(y).int32(1));
    float[] wanted = new float[64];
    for (int i = 0; i < 64; i++) {
      wanted[i] =
          switch (kernel) {
            case "neighbour" -> Math.max(i - 1, 0);
            case "second_barrier" -> (i + 1) % 64;
            default -> i & ~1;
          };
    }
    assertArrayEquals(wanted, bench.floats(y));
  }

  @ParameterizedTest
  @CsvSource({
    "all_write_one, 1, 'with a write by thread (0, 0, 0) of the same block', 'thread (1, 0, 0)'",
    "blocks_write_one, 2, 'with a write by another block', 'block (1, 0, 0)'",
    "shift_in_place, 2, 'in a race', 'at byte '"
  })
  void racesInDeviceMemoryAreCaught(String kernel, int blocks, String what, String who) {
    MemorySegment y = bench.floats(new float[64]);
    fault(kernel, Launch.of(blocks, 32), new Arguments().address(y), what, who, "argument 1");
  }

  @Test
  void atomicsRaceWithPlainAccessesOnly() {
    MemorySegment y = bench.ints(0);
    bench.planted("atomic_and_plain", Launch.of(4, 64), new Arguments().address(y).int32(0));
    assertEquals(256, bench.ints(y)[0]);
    fault(
        "atomic_and_plain",
        Launch.of(1, 64),
        new Arguments().address(y).int32(1),
        "in a race",
        "by thread (7, 0, 0)");
  }

  @Test
  void barrierThatAThreadNeverReachesIsCaught() {
    fault(
        "early_exit",
        Launch.of(1, 64),
        new Arguments().address(bench.empty(64)),
        "divergent barrier: __syncthreads at ",
        "planted.cu:",
        "by thread (0, 0, 0) of block (0, 0, 0)",
        "but not by thread (33, 0, 0), which has ended");
  }

  @Test
  void differentBarriersInABranchAreCaught() {
    fault(
        "two_barriers",
        Launch.of(1, 64),
        new Arguments().address(bench.empty(64)),
        "divergent barrier: thread (0, 0, 0) of block (0, 0, 0) waits at ",
        "but thread (32, 0, 0) at ");
  }

  @Test
  void warpOperationThatALaneNeverReachesIsCaught() {
    fault(
        "divergent_shuffle",
        Launch.of(1, 32),
        new Arguments().address(bench.empty(32)),
        "divergent barrier: a shuffle at ",
        "but not by thread (4, 0, 0), which has ended");
  }

  @Test
  void shuffleFromALaneOutsideItsMaskIsCaught() {
    fault(
        "shuffle_from_outside",
        Launch.of(1, 32),
        new Arguments().address(bench.empty(32)),
        "a shuffle from a lane that its mask lacks");
  }

  @Test
  void readOfWhatWasNeverWrittenIsCaught() {
    MemorySegment x = bench.empty(32);
    MemorySegment y = bench.empty(32);
    bench.device().upload(MemorySegment.ofArray(new float[20]), x.asSlice(0, 80));
    fault(
        "copy",
        Launch.of(1, 32),
        new Arguments().address(x).address(y),
        "read of 4 bytes of memory never written",
        "at byte 80 of 128 of a tensor",
        "by thread (20, 0, 0) of block (0, 0, 0)",
        "argument 1");
  }

  @Test
  void sharedMemoryStartsUnwrittenInEachBlock() {
    fault(
        "unwritten_shared",
        Launch.of(1, 64),
        new Arguments().address(bench.empty(64)),
        "of memory never written",
        "static shared memory",
        "by thread (9, 0, 0)");
    fault(
        "shared_of_last_block",
        Launch.of(2, 32),
        new Arguments().address(bench.empty(64)),
        "of memory never written",
        "by thread (0, 0, 0) of block (1, 0, 0)");
  }

  @Test
  void asyncCopyArrivesOnlyWithWaitAndBarrier() {
    float[] values = new float[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    MemorySegment x = bench.floats(values);
    MemorySegment y = bench.empty(32);
    fault(
        "async_copy",
        Launch.of(1, 32),
        new Arguments().address(x).address(y).int32(0),
        "of memory never written");
    fault(
        "async_copy", Launch.of(1, 32), new Arguments().address(x).address(y).int32(1), "thread (");
    bench.planted("async_copy", Launch.of(1, 32), new Arguments().address(x).address(y).int32(2));
    assertEquals(127, bench.floats(y)[0]);
    fault(
        "async_copy_groups",
        Launch.of(1, 32),
        new Arguments().address(x).address(y).int32(1),
        "of memory never written");
    bench.planted(
        "async_copy_groups", Launch.of(1, 32), new Arguments().address(x).address(y).int32(2));
    assertEquals(31, bench.floats(y)[31]);
    bench.planted(
        "async_copy_groups", Launch.of(1, 32), new Arguments().address(x).address(y).int32(0));
    assertEquals(31 + 159, bench.floats(y)[31]);
  }

  @Test
  void launchBeyondTheDeviceIsRefused() {
    fault(
        "copy",
        Launch.of(1, 2048),
        new Arguments().address(bench.empty(1)).address(bench.empty(1)),
        "a block has at most 1024 threads");
    fault(
        "copy",
        Launch.of(1, 65_536, 1, 32),
        new Arguments().address(bench.empty(1)).address(bench.empty(1)),
        "a grid has at most 65535 blocks along y and along z");
    fault(
        "copy",
        Launch.of(1, 32).shared(1 << 20),
        new Arguments().address(bench.empty(1)).address(bench.empty(1)),
        "bytes of shared memory");
    fault("no_such_kernel", Launch.of(1, 32), new Arguments(), "planted.cu has no SINOPIA_KERNEL");
  }

  @Test
  void accessPastStaticSharedMemoryIsCaught() {
    fault(
        "past_static_shared",
        Launch.of(1, 32),
        new Arguments().address(bench.empty(32)).int32(4096),
        "static shared memory",
        "by thread (5, 0, 0)");
  }

  @Test
  void aFailedLaunchLeavesTheDeviceUsable() {
    MemorySegment y = bench.empty(32);
    fault("null_pointer", Launch.of(1, 32), new Arguments().tensor(null), "out of bounds");
    float[] values = new float[32];
    IntStream.range(0, 32).forEach(i -> values[i] = i);
    bench.planted(
        "copy", Launch.of(1, 32), new Arguments().address(bench.floats(values)).address(y));
    assertArrayEquals(values, bench.floats(y));
  }
}
