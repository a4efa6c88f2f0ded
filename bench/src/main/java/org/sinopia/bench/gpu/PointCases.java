package org.sinopia.bench.gpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ClusteringOp;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.LossOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.Photons;
import org.sinopia.tensor.op.SpectrumOp;

/** The ops on spectra and on points of the latent space, as {@link KernelCases}. */
final class PointCases {
  private static final int LATENT = 3;
  private static final int CENTROIDS = 12;
  private static final int PHOTONS = 400;
  private static final List<Integer> WIDTHS = List.of(512, 256, 128, 64, 32);

  private PointCases() {}

  static List<KernelCase> all() {
    return List.of(
        KernelCase.of("encode", PointCases::encode),
        KernelCase.of("draw_photons", PointCases::drawPhotons),
        KernelCase.of(
            "mmd",
            o -> {
              Tensor z = o.draw(o.extent(8192, 256), LATENT);
              return new LossOp.Mmd(z, o.drawLike(z), o.empty(), o.emptyLike(z));
            }),
        KernelCase.of(
            "pairwise_distances",
            o -> {
              int n = o.extent(8192, 256);
              return new ClusteringOp.PairwiseSquaredDistances(
                  o.draw(n, LATENT), o.draw(n, LATENT), o.empty(n, n));
            }),
        KernelCase.of("kmeans_assign", PointCases::assign),
        KernelCase.of(
            "kmeans_update",
            o -> {
              ClusteringOp.KMeansAssign assign = assign(o);
              assign.run();
              return new ClusteringOp.KMeansUpdate(
                  assign.points(), assign.labels(), assign.centroids(), o.integers(CENTROIDS));
            }),
        KernelCase.of(
            "silhouette",
            o -> {
              int n = o.extent(8192, 256);
              int[] labels = IntStream.range(0, n).map(i -> i % CENTROIDS).toArray();
              return new ClusteringOp.Silhouette(
                  o.draw(n, LATENT), o.integers(n).set(labels), CENTROIDS, o.empty(n));
            }));
  }

  private static Op encode(Operands operands) {
    int n = operands.extent(1 << 18, 256);
    List<Encoder.Dense> hidden = new ArrayList<>();
    for (int i = 1; i < WIDTHS.size(); i++) {
      hidden.add(dense(operands, WIDTHS.get(i - 1), WIDTHS.get(i)));
    }
    Encoder.Dense mean = dense(operands, WIDTHS.getLast(), LATENT);
    return new SpectrumOp.Encode(
        operands.draw(n, WIDTHS.getFirst()),
        new Encoder(CountScaling.SQRT, hidden, List.of(mean)),
        List.of(operands.empty(n, LATENT)));
  }

  /** From flat spectra: each column of the table is its own alias. */
  private static Op drawPhotons(Operands operands) {
    int n = operands.extent(1 << 16, 256);
    int bins = WIDTHS.getFirst();
    int[] photons = new int[n];
    Arrays.fill(photons, PHOTONS);
    Tensor table = operands.integers(bins).set(IntStream.range(0, bins).toArray());
    return new SpectrumOp.DrawPhotons(
        new Photons(
            table.reshape(1, bins),
            operands.integers(n),
            operands.integers(n).set(photons),
            1,
            0,
            n,
            n),
        operands.integers(Math.multiplyExact(n, bins)).reshape(n, bins));
  }

  private static Encoder.Dense dense(Operands operands, int in, int out) {
    return new Encoder.Dense(operands.draw(out, in), operands.draw(out));
  }

  private static ClusteringOp.KMeansAssign assign(Operands operands) {
    int n = operands.extent(1 << 22, 1 << 14);
    return new ClusteringOp.KMeansAssign(
        operands.draw(n, LATENT),
        operands.draw(CENTROIDS, LATENT),
        operands.integers(n),
        operands.empty(n));
  }
}
