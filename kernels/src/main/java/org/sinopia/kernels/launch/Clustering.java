package org.sinopia.kernels.launch;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.DeviceProperties;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ClusteringOp.KMeansAssign;
import org.sinopia.tensor.op.ClusteringOp.KMeansUpdate;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistances;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistancesBackward;

/** Distances and K-means: {@code clustering.cu}. */
public final class Clustering {
  private static final int TILE = 32;
  private static final int THREADS = 256;
  private static final int THREADS_BY_POINT = 128;
  private static final int MAX_BLOCKS_Y = 65_535;
  private static final Kernel DISTANCES = new Kernel("clustering", "pairwise_squared_distances");
  private static final Kernel PULL = new Kernel("clustering", "squared_distances_pull");
  private static final Kernel ASSIGN = new Kernel("clustering", "kmeans_assign");
  private static final Kernel SUMS = new Kernel("clustering", "kmeans_sums");
  private static final Kernel MEANS = new Kernel("clustering", "kmeans_means");

  private final KernelDevice device;

  /** For one device. */
  public Clustering(KernelDevice device) {
    this.device = device;
  }

  /** Launches {@link PairwiseSquaredDistances}. */
  public void distances(PairwiseSquaredDistances op) {
    int n = op.a().shape().extent(0);
    int m = op.b().shape().extent(0);
    int rows = Math.min((n + TILE - 1) / TILE, MAX_BLOCKS_Y);
    device.launch(
        DISTANCES,
        Launch.of((m + TILE - 1) / TILE, rows, 1, 1).block(TILE, 8),
        new Arguments()
            .tensor(op.a())
            .int32(n)
            .tensor(op.b())
            .int32(m)
            .int32(op.a().shape().extent(1))
            .tensor(op.distances()));
  }

  /** Launches {@link PairwiseSquaredDistancesBackward}. */
  public void distancesBackward(PairwiseSquaredDistancesBackward op) {
    int m = op.b().shape().extent(0);
    if (op.gradA() != null) {
      pull(op.a(), op.b(), op.gradDistances(), m, 1, op.gradA());
    }
    if (op.gradB() != null) {
      pull(op.b(), op.a(), op.gradDistances(), 1, m, op.gradB());
    }
  }

  private void pull(Tensor a, Tensor b, Tensor g, int byI, int byJ, Tensor gradient) {
    int n = a.shape().extent(0);
    device.launch(
        PULL,
        Launch.of(device.properties().blocks(n, 1, THREADS_BY_POINT), THREADS_BY_POINT),
        new Arguments()
            .tensor(a)
            .int32(n)
            .tensor(b)
            .int32(b.shape().extent(0))
            .int32(a.shape().extent(1))
            .tensor(g)
            .int32(byI)
            .int32(byJ)
            .tensor(gradient));
  }

  /** Launches {@link KMeansAssign}. */
  public void assign(KMeansAssign op) {
    int n = op.points().shape().extent(0);
    device.launch(
        ASSIGN,
        Launch.of(device.properties().blocks(n, THREADS, THREADS), THREADS),
        new Arguments()
            .tensor(op.points())
            .int32(n)
            .int32(op.points().shape().extent(1))
            .tensor(op.centroids())
            .int32(op.centroids().shape().extent(0))
            .tensor(op.labels())
            .tensor(op.distances()));
  }

  /** Launches {@link KMeansUpdate}. */
  public void update(KMeansUpdate op) {
    int n = op.points().shape().extent(0);
    int d = op.points().shape().extent(1);
    int k = op.centroids().shape().extent(0);
    DeviceProperties properties = device.properties();
    int shares =
        Math.max(
            1, Math.min(properties.blocks(n, 1024, THREADS_BY_POINT), 4096 / Math.min(k, 4096)));
    MemorySegment[] pieces =
        Scratch.take(
            device, (long) Double.BYTES * shares * k * d, (long) Integer.BYTES * shares * k);
    device.launch(
        SUMS,
        Launch.of(k, shares, 1, THREADS_BY_POINT),
        new Arguments()
            .tensor(op.points())
            .tensor(op.labels())
            .int32(n)
            .int32(d)
            .int32(k)
            .address(pieces[0])
            .address(pieces[1]));
    device.launch(
        MEANS,
        Launch.of(properties.blocks((long) k * d, THREADS, THREADS), THREADS),
        new Arguments()
            .address(pieces[0])
            .address(pieces[1])
            .int32(shares)
            .int32(d)
            .int32(k)
            .tensor(op.centroids())
            .tensor(op.counts()));
  }
}
