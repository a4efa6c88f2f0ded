package org.sinopia.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PrefetchTest {
  /** A buffer for a batch of one number. */
  private static final class Cell {
    private long value = -1;
  }

  @Test
  void batchesComeInOrderFromTheFirst() throws IOException {
    List<Long> found = new ArrayList<>();
    try (Prefetch<Cell> batches =
        new Prefetch<>(Cell::new, (n, into) -> into.value = n * n, 3, 8, 2)) {
      for (int i = 0; i < 5; i++) {
        found.add(batches.next().value);
      }
    }
    assertEquals(List.of(9L, 16L, 25L, 36L, 49L), found);
  }

  @Test
  void buffersAreUsedAgainButNotTheOneInHand() throws IOException {
    Set<Cell> buffers = new HashSet<>();
    try (Prefetch<Cell> batches =
        new Prefetch<>(Cell::new, (n, into) -> into.value = n, 0, 100, 3)) {
      for (int i = 0; i < 100; i++) {
        Cell batch = batches.next();
        buffers.add(batch);
        Thread.onSpinWait();
        assertEquals(i, batch.value);
      }
    }
    assertTrue(buffers.size() <= 5, "3 ahead, one being filled, one in hand");
  }

  /** Two wait in the queue and one is in hand: the batch of number 3 is begun only afterwards. */
  @Test
  void noMoreThanAskedIsDrawnAhead() throws IOException, InterruptedException {
    AtomicLong drawn = new AtomicLong();
    CountDownLatch third = new CountDownLatch(3);
    Prefetch.Source<Cell> source =
        (n, into) -> {
          drawn.set(n);
          third.countDown();
          into.value = n;
        };
    try (Prefetch<Cell> batches = new Prefetch<>(Cell::new, source, 0, 1000, 2)) {
      assertTrue(third.await(10, TimeUnit.SECONDS));
      Thread.sleep(50);
      assertEquals(2, drawn.get());
      assertEquals(0, batches.next().value);
    }
  }

  @Test
  void whatTheSourceThrowsComesInItsPlace() throws IOException {
    Prefetch.Source<Cell> source =
        (n, into) -> {
          if (n == 1) {
            throw new IOException("pairs/a.npy: ends early");
          }
          into.value = n;
        };
    try (Prefetch<Cell> batches = new Prefetch<>(Cell::new, source, 0, 9, 4)) {
      assertEquals(0, batches.next().value);
      assertEquals(
          "pairs/a.npy: ends early", assertThrows(IOException.class, batches::next).getMessage());
    }
  }

  @Test
  void afterClosingNothingIsDrawn() throws IOException {
    AtomicBoolean drawing = new AtomicBoolean();
    Prefetch.Source<Cell> source =
        (n, into) -> {
          drawing.set(true);
          Thread.onSpinWait();
          drawing.set(false);
          into.value = n;
        };
    for (int i = 0; i < 100; i++) {
      try (Prefetch<Cell> batches = new Prefetch<>(Cell::new, source, 0, Long.MAX_VALUE, 1)) {
        assertEquals(0, batches.next().value);
      }
      assertFalse(drawing.get());
    }
  }
}
