package org.sinopia.kernels.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class CudaGraphTest {
  /** A capture that a library's failure broke off cannot be ended well either. */
  @Test
  void aFailureThatFollowsAnotherIsSuppressed() {
    RuntimeException first = new IllegalStateException("the library's");
    RuntimeException later = new IllegalStateException("the capture's");
    CudaGraph.clean(
        first,
        () -> {
          throw later;
        });
    assertArrayEquals(new Throwable[] {later}, first.getSuppressed());
  }
}
