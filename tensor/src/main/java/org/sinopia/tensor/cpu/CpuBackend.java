package org.sinopia.tensor.cpu;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.DeviceClock;
import org.sinopia.tensor.HostBackend;
import org.sinopia.tensor.cpu.attention.CpuAttention;
import org.sinopia.tensor.cpu.elementwise.CpuElementwise;
import org.sinopia.tensor.cpu.elementwise.CpuOptimiser;
import org.sinopia.tensor.cpu.elementwise.CpuRandom;
import org.sinopia.tensor.cpu.encoder.CpuSpectrum;
import org.sinopia.tensor.cpu.image.CpuImage;
import org.sinopia.tensor.cpu.image.CpuPatch;
import org.sinopia.tensor.cpu.image.CpuSimilarity;
import org.sinopia.tensor.cpu.layout.CpuLayout;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.points.CpuClustering;
import org.sinopia.tensor.cpu.products.CpuMatrix;
import org.sinopia.tensor.cpu.products.RegisterTile;
import org.sinopia.tensor.cpu.rows.CpuFit;
import org.sinopia.tensor.cpu.rows.CpuNormalisation;
import org.sinopia.tensor.cpu.rows.CpuReduction;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.op.AttentionOp;
import org.sinopia.tensor.op.ClusteringOp;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.FitOp;
import org.sinopia.tensor.op.ImageOp;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.op.LossOp;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.NormalisationOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OpBackend;
import org.sinopia.tensor.op.OptimiserOp;
import org.sinopia.tensor.op.PatchOp;
import org.sinopia.tensor.op.RandomOp;
import org.sinopia.tensor.op.ReductionOp;
import org.sinopia.tensor.op.SimilarityOp;
import org.sinopia.tensor.op.SpectrumOp;

/**
 * Float32 on all cores with the Vector API. Results have the same bits for any number of threads
 * and on any machine: they depend on nothing but the operands. Steady state allocates only small
 * wrappers on the heap.
 */
public final class CpuBackend extends HostBackend implements OpBackend {
  private final Workers workers;
  private final CpuElementwise elementwise;
  private final CpuReduction reduction;
  private final CpuMatrix matrix;
  private final CpuNormalisation normalisation;
  private final CpuAttention attention;
  private final CpuPatch patch;
  private final CpuImage image;
  private final CpuSimilarity similarity;
  private final CpuLoss loss;
  private final CpuClustering clustering;
  private final CpuLayout layout;
  private final CpuRandom random;
  private final CpuOptimiser optimiser;
  private final CpuSpectrum spectrum;
  private final CpuFit fit;

  /**
   * A backend with its own pool.
   *
   * @param threads how many threads compute, the calling one included; at least 1
   */
  public CpuBackend(int threads) {
    this.workers = new Workers(threads);
    this.elementwise = new CpuElementwise(workers);
    this.reduction = new CpuReduction(workers);
    this.matrix = new CpuMatrix(workers);
    this.normalisation = new CpuNormalisation(workers);
    this.attention = new CpuAttention(workers);
    this.patch = new CpuPatch(workers);
    this.image = new CpuImage(workers);
    this.similarity = new CpuSimilarity(workers);
    this.loss = new CpuLoss(workers);
    this.clustering = new CpuClustering(workers);
    this.layout = new CpuLayout(workers);
    this.random = new CpuRandom(workers);
    this.optimiser = new CpuOptimiser(workers);
    this.spectrum = new CpuSpectrum(workers);
    this.fit = new CpuFit(workers);
  }

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public DType real() {
    return DType.F32;
  }

  @Override
  public void run(Op op) {
    switch (op) {
      case ElementwiseOp o -> elementwise.run(o);
      case ReductionOp o -> reduction.run(o);
      case MatrixOp o -> matrix.run(o);
      case NormalisationOp o -> normalisation.run(o);
      case AttentionOp o -> attention.run(o);
      case PatchOp o -> patch.run(o);
      case ImageOp o -> image.run(o);
      case SimilarityOp o -> similarity.run(o);
      case LossOp o -> loss.run(o);
      case ClusteringOp o -> clustering.run(o);
      case LayoutOp o -> layout.run(o);
      case RandomOp o -> random.run(o);
      case OptimiserOp o -> optimiser.run(o);
      case SpectrumOp o -> spectrum.run(o);
      case FitOp o -> fit.run(o);
    }
  }

  @Override
  public DeviceClock clock() {
    return new CpuClock(super.clock(), workers.threads());
  }

  @Override
  public SequencedMap<String, String> describe() {
    SequencedMap<String, String> found = new LinkedHashMap<>();
    int bits = FloatVectors.FLOATS.vectorBitSize();
    found.put("instruction set", instructionSet(System.getProperty("os.arch"), bits));
    found.put("vector width", bits + " bits, " + FloatVectors.COUNT + " floats");
    found.put("threads", Integer.toString(workers.threads()));
    found.put("matrix products", RegisterTile.description());
    return found;
  }

  private static String instructionSet(String architecture, int bits) {
    return switch (architecture) {
      case "amd64", "x86_64" -> bits >= 512 ? "AVX-512" : bits >= 256 ? "AVX2" : "SSE";
      case "aarch64" -> bits > 128 ? "SVE" : "NEON";
      default -> architecture;
    };
  }
}
