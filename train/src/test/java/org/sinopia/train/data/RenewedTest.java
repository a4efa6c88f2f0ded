package org.sinopia.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RenewedTest {
  private final ConcurrentMap<Long, Integer> made = new ConcurrentHashMap<>();

  private Long make(long number) {
    made.merge(number, 1, Integer::sum);
    return number;
  }

  @Test
  void everyBlockIsItsOwnHoweverItIsComeTo() throws IOException {
    try (Renewed<Long> renewed = new Renewed<>("things", 3, this::make)) {
      assertEquals(List.of(0L, 1L, 2L), renewed.block(0));
      assertEquals(List.of(3L, 4L, 5L), renewed.block(1));
      assertEquals(List.of(30L, 31L, 32L), renewed.block(10));
      assertEquals(List.of(0L, 1L, 2L), renewed.block(0));
    }
  }

  @Test
  @Timeout(60)
  void theNextBlockIsMadeWhileOneIsInUseAndNoneTwice() throws Exception {
    try (Renewed<Long> renewed = new Renewed<>("things", 2, this::make)) {
      renewed.block(0);
      while (made.size() < 4) {
        Thread.sleep(10);
      }
      renewed.block(0);
      renewed.block(1);
      while (made.size() < 6) {
        Thread.sleep(10);
      }
    }
    assertEquals(6, made.size());
    made.forEach((number, times) -> assertEquals(1, times, "number " + number));
  }

  @Test
  void aPictureThatCannotBeReadIsNamed() {
    Renewed.Making<Long> failing =
        number -> {
          throw new NoSuchFileException("lost.png");
        };
    try (Renewed<Long> renewed = new Renewed<>("things", 1, failing)) {
      assertEquals(
          "lost.png", assertThrows(NoSuchFileException.class, () -> renewed.block(0)).getMessage());
    }
  }

  @Test
  void aBlockHoldsSomething() {
    assertEquals(
        "things: 0, expected at least 1",
        assertThrows(IllegalArgumentException.class, () -> new Renewed<>("things", 0, this::make))
            .getMessage());
  }
}
