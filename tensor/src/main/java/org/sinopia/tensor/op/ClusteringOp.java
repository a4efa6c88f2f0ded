package org.sinopia.tensor.op;

import org.sinopia.tensor.DType;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Tensor;

/** Distances, K-means, and how well clusters are told apart. */
public sealed interface ClusteringOp extends Op {
  /**
   * distances[i, j] = |a_i − b_j|² = Σ_d (a_id − b_jd)², from differences, so it is never negative.
   *
   * @param a [n, d]
   * @param b [m, d]
   * @param distances [n, m]
   */
  record PairwiseSquaredDistances(Tensor a, Tensor b, Tensor distances) implements ClusteringOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .shape("a", a, OperandChecks.ANY, OperandChecks.ANY)
          .shape("b", b, OperandChecks.ANY, a.shape().extent(1))
          .shape("distances", distances, a.shape().extent(0), b.shape().extent(0))
          .distinct();
    }

    @Override
    public PairwiseSquaredDistances with(Operands o) {
      return new PairwiseSquaredDistances(o.in(a), o.in(b), o.out(distances));
    }

    @Override
    public long flops() {
      return 3L * distances.elements() * a.shape().extent(1);
    }
  }

  /**
   * gradA_i = Σ_j 2·g_ij·(a_i − b_j), gradB_j = Σ_i 2·g_ij·(b_j − a_i), with g = gradDistances;
   * either may be null if not wanted, but not both.
   */
  record PairwiseSquaredDistancesBackward(
      Tensor a, Tensor b, Tensor gradDistances, Tensor gradA, Tensor gradB)
      implements ClusteringOp {
    @Override
    public void check() {
      if (gradA == null && gradB == null) {
        throw new IllegalArgumentException(name() + ": neither gradA nor gradB is wanted");
      }
      new OperandChecks(this)
          .real()
          .shape("a", a, OperandChecks.ANY, OperandChecks.ANY)
          .shape("b", b, OperandChecks.ANY, a.shape().extent(1))
          .shape("gradDistances", gradDistances, a.shape().extent(0), b.shape().extent(0))
          .same("gradA", gradA, a.shape())
          .same("gradB", gradB, b.shape())
          .distinct();
    }

    @Override
    public Device device() {
      return a.device();
    }

    @Override
    public PairwiseSquaredDistancesBackward with(Operands o) {
      return new PairwiseSquaredDistancesBackward(
          o.in(a), o.in(b), o.in(gradDistances), o.out(gradA), o.out(gradB));
    }

    @Override
    public long flops() {
      return 8L * gradDistances.elements() * a.shape().extent(1);
    }
  }

  /**
   * labels_i = the first k that minimises |points_i − centroids_k|² (the first NaN counts as
   * smallest); distances_i = that squared distance.
   *
   * @param points [n, d]
   * @param centroids [k, d]
   * @param labels [n], I32
   * @param distances [n]
   */
  record KMeansAssign(Tensor points, Tensor centroids, Tensor labels, Tensor distances)
      implements ClusteringOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real(labels)
          .dtype("labels", labels, DType.I32)
          .shape("points", points, OperandChecks.ANY, OperandChecks.ANY)
          .shape("centroids", centroids, OperandChecks.ANY, points.shape().extent(1))
          .shape("labels", labels, points.shape().extent(0))
          .shape("distances", distances, points.shape().extent(0))
          .distinct();
    }

    @Override
    public KMeansAssign with(Operands o) {
      return new KMeansAssign(o.in(points), o.in(centroids), o.out(labels), o.out(distances));
    }

    @Override
    public long flops() {
      return 3L * points.elements() * centroids.shape().extent(0);
    }
  }

  /**
   * centroids_k = the mean of the points labelled k, in place: one that has none keeps its place.
   * Labels outside [0, k) are left out.
   *
   * @param points [n, d]
   * @param labels [n], I32
   * @param centroids [k, d]
   * @param counts [k], I32: how many points each has
   */
  record KMeansUpdate(Tensor points, Tensor labels, Tensor centroids, Tensor counts)
      implements ClusteringOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real(labels, counts)
          .dtype("labels", labels, DType.I32)
          .dtype("counts", counts, DType.I32)
          .shape("points", points, OperandChecks.ANY, OperandChecks.ANY)
          .shape("labels", labels, points.shape().extent(0))
          .shape("centroids", centroids, OperandChecks.ANY, points.shape().extent(1))
          .shape("counts", counts, centroids.shape().extent(0))
          .separate(centroids, points)
          .separate(centroids, labels)
          .separate(counts, points)
          .separate(counts, labels)
          .separate(counts, centroids);
    }

    @Override
    public KMeansUpdate with(Operands o) {
      return new KMeansUpdate(o.in(points), o.in(labels), o.inOut(centroids), o.out(counts));
    }

    @Override
    public long flops() {
      return points.elements();
    }
  }

  /**
   * The silhouette width of each point (Rousseeuw 1987, J. Comput. Appl. Math. 20, 53, eq. 1): s_i
   * = (b_i − a_i)/max(a_i, b_i), where a_i is the mean Euclidean distance of point i to the others
   * of its cluster, and b_i the least, over the other clusters that have points, of its mean
   * distance to theirs. From −1, in the wrong cluster, to 1, far from all others. The mean over all
   * points is the silhouette of the clustering.
   *
   * <p>0 for a point alone in its cluster, and where a_i and b_i are both 0. NaN where no other
   * cluster has points, where a_i or b_i is infinite, and for a point whose label is outside [0,
   * clusters), which belongs to no cluster.
   *
   * @param points [n, d]
   * @param labels [n], I32: the cluster of each point
   * @param clusters how many there may be, at least 1; those without points count for nothing
   * @param widths [n]
   */
  record Silhouette(Tensor points, Tensor labels, int clusters, Tensor widths)
      implements ClusteringOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real(labels)
          .dtype("labels", labels, DType.I32)
          .shape("points", points, OperandChecks.ANY, OperandChecks.ANY)
          .shape("labels", labels, points.shape().extent(0))
          .shape("widths", widths, points.shape().extent(0))
          .require(clusters >= 1, "clusters is " + clusters + ", expected at least 1")
          .distinct();
    }

    @Override
    public Silhouette with(Operands o) {
      return new Silhouette(o.in(points), o.in(labels), clusters, o.out(widths));
    }

    @Override
    public long flops() {
      return (3L * points.shape().extent(1) + 2) * widths.elements() * widths.elements();
    }
  }
}
