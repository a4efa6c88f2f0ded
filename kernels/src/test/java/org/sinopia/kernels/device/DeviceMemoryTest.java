package org.sinopia.kernels.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages when a device lacks the memory that is wanted. */
class DeviceMemoryTest {
  @TempDir Path folder;
  private Emulator device;
  private long total;

  @BeforeEach
  void make() {
    device = Workbench.in(folder, EmulatorOptions.fromProperties()).device();
    total = device.properties().memoryBytes();
  }

  private String refused(long bytes) {
    return assertThrows(OutOfMemoryError.class, () -> device.allocate(bytes)).getMessage();
  }

  @Test
  void tooLargeARequestSaysWhatWasWantedUsedAndFree() {
    MemorySegment held = device.allocate(4096);
    assertEquals(
        "emulator: wanted " + total + " bytes, used 4096, free " + (total - 4096) + " of " + total,
        refused(total));
    device.free(held);
    assertEquals(
        "emulator: wanted " + 2 * total + " bytes, used 0, free " + total + " of " + total,
        refused(2 * total));
  }

  @Test
  void scratchThatCannotDoubleIsAsLargeAsNeeded() {
    long first = total / 8 * 3;
    long second = total / 2;
    device.scratch(first);
    assertEquals(second, device.scratch(second).byteSize());
    String message = assertThrows(OutOfMemoryError.class, () -> device.scratch(total)).getMessage();
    assertEquals(
        "emulator: wanted " + (total + device.guardBytes()),
        message.substring(0, message.indexOf(" bytes")));
    device.close();
  }
}
