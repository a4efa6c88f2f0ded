package org.sinopia.tensor.cpu;

import java.util.Optional;
import java.util.stream.LongStream;
import org.sinopia.tensor.DeviceClock;
import org.sinopia.tensor.cpu.products.ProductTime;

/** The host's clock, with {@link ProductTime} beside each moment. */
final class CpuClock implements DeviceClock {
  private final DeviceClock host;
  private final int threads;
  private LongStream.Builder marked = LongStream.builder();
  private long[] products = new long[0];

  CpuClock(DeviceClock host, int threads) {
    this.host = host;
    this.threads = threads;
    ProductTime.watch();
  }

  @Override
  public void mark() {
    host.mark();
    marked.add(ProductTime.sum());
  }

  @Override
  public long[] read() {
    products = marked.build().map(nanos -> nanos / threads).toArray();
    marked = LongStream.builder();
    return host.read();
  }

  @Override
  public Optional<long[]> products() {
    return Optional.of(products);
  }

  @Override
  public void close() {
    ProductTime.unwatch();
    host.close();
  }
}
