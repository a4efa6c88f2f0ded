package org.sinopia.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class HostMemoryTest {
  private static final long LARGE = 1L << 28;

  private final HostMemory memory = new HostMemory("cpu");

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc/self/status")
  void onlyPagesThatWereTouchedAreResident() throws IOException {
    long before = resident();
    MemorySegment large = memory.allocate(LARGE);
    long untouched = resident() - before;
    large.asSlice(LARGE / 2).fill((byte) 1);
    long half = resident() - before;
    memory.release(large);
    assertTrue(untouched < LARGE / 4, untouched + " bytes resident");
    assertTrue(half > LARGE / 4 && half < 3 * LARGE / 4, half + " bytes resident");
    assertTrue(resident() - before < LARGE / 4, "it went back to the system");
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
            .findFirst()
            .orElseThrow()
        << 10;
  }

  @Test
  void moreThanTheMachineHasIsRefusedBeforeItIsTouched() {
    MemorySegment some = memory.allocate(1000);
    assertEquals(0, some.address() % 64);
    assertEquals(1000, some.byteSize());
    String message =
        assertThrows(OutOfMemoryError.class, () -> memory.allocate(1L << 50)).getMessage();
    assertTrue(message.matches("cpu: wanted " + (1L << 50) + " bytes, used 1000 of \\d+"), message);
    memory.release(some);
    assertThrows(IllegalStateException.class, () -> some.fill((byte) 0));
  }
}
