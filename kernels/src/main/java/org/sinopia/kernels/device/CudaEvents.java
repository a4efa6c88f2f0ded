package org.sinopia.kernels.device;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;

import java.util.ArrayDeque;
import java.util.Deque;
import jcuda.driver.CUevent;
import jcuda.driver.JCudaDriver;

/** Points in a context's stream; what is given back is used again. */
final class CudaEvents {
  private final CudaContext gpu;
  private final Deque<CUevent> spare = new ArrayDeque<>();

  CudaEvents(CudaContext gpu) {
    this.gpu = gpu;
  }

  /** A point after all work up to now; called with the context current. */
  KernelDevice.Event record() {
    CUevent event = spare.poll();
    if (event == null) {
      event = new CUevent();
      cuEventCreate(event, 0);
    }
    cuEventRecord(event, gpu.stream());
    return new Recorded(event);
  }

  /** A point in the stream. */
  private final class Recorded implements KernelDevice.Event {
    private final CUevent event;

    private Recorded(CUevent event) {
      this.event = event;
    }

    @Override
    public double millisecondsTo(KernelDevice.Event later) {
      if (!(later instanceof Recorded end)) {
        throw new IllegalArgumentException("cuda: an event of another device");
      }
      float[] elapsed = new float[1];
      gpu.call(
          "waiting for an event",
          () -> {
            cuEventSynchronize(end.event);
            cuEventElapsedTime(elapsed, event, end.event);
          });
      return elapsed[0];
    }

    @Override
    public void close() {
      synchronized (gpu) {
        spare.push(event);
      }
    }
  }

  /** Called with the context current. */
  void free() {
    spare.forEach(JCudaDriver::cuEventDestroy);
  }
}
