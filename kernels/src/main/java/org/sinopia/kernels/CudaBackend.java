package org.sinopia.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.SequencedMap;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.UnrecordableException;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.DeviceClock;
import org.sinopia.tensor.Recording;
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
 * Float32 by CUDA kernels, on whatever runs them: a GPU or the emulator. Everything above {@link
 * KernelDevice} is the same for both. Partial results are added in an order fixed by sizes and
 * device properties, so results are the same bits on every run.
 */
public final class CudaBackend implements OpBackend {
  private final KernelDevice device;
  private final CudaElementwise elementwise;
  private final CudaReduction reduction;
  private final CudaMatrix matrix;
  private final CudaNormalisation normalisation;
  private final CudaAttention attention;
  private final CudaPatch patch;
  private final CudaImage image;
  private final CudaSimilarity similarity;
  private final CudaLoss loss;
  private final CudaClustering clustering;
  private final CudaLayout layout;
  private final CudaRandom random;
  private final CudaOptimiser optimiser;
  private final CudaSpectrum spectrum;
  private final CudaFit fit;

  /** A backend on a new device, as the system properties say. */
  public CudaBackend(KernelDevice device) {
    this(device, CudaOptions.fromProperties());
  }

  /** A backend of our own kernels whose products and attention have a given precision. */
  public CudaBackend(KernelDevice device, Precision precision) {
    this(device, CudaOptions.own(precision));
  }

  /**
   * A backend that computes in a given way.
   *
   * @throws IllegalArgumentException if a library that was asked for is missing, or the device is
   *     no GPU
   */
  public CudaBackend(KernelDevice device, CudaOptions options) {
    this.device = device;
    this.elementwise = new CudaElementwise(device);
    this.reduction = new CudaReduction(device);
    this.matrix = new CudaMatrix(device, options);
    this.normalisation = new CudaNormalisation(device);
    this.attention = new CudaAttention(device, options.precision());
    this.patch = new CudaPatch(device);
    this.image = new CudaImage(device, options);
    this.similarity = new CudaSimilarity(device);
    this.loss = new CudaLoss(device);
    this.clustering = new CudaClustering(device);
    this.layout = new CudaLayout(device);
    this.random = new CudaRandom(device);
    this.optimiser = new CudaOptimiser(device);
    this.spectrum = new CudaSpectrum(device);
    this.fit = new CudaFit(device);
  }

  /** The device that runs the kernels, for graphs and events. */
  public KernelDevice device() {
    return device;
  }

  @Override
  public String name() {
    return device.name();
  }

  @Override
  public DType real() {
    return DType.F32;
  }

  /** False even in the emulator, so that what runs there runs on a GPU. */
  @Override
  public boolean hostAccessible() {
    return false;
  }

  @Override
  public MemorySegment allocate(long bytes) {
    return device.allocate(bytes);
  }

  @Override
  public void free(MemorySegment memory) {
    device.free(memory);
  }

  @Override
  public void claim(MemorySegment memory) {
    device.claim(memory);
  }

  @Override
  public long guardBytes() {
    return device.guardBytes();
  }

  @Override
  public void download(MemorySegment from, MemorySegment host) {
    device.download(from, host);
  }

  @Override
  public void upload(MemorySegment host, MemorySegment to) {
    device.upload(host, to);
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
  public Optional<Recording> record(long seed, Runnable work) {
    try {
      return Optional.of(device.capture(seed, work));
    } catch (UnrecordableException e) {
      return Optional.empty();
    }
  }

  @Override
  public DeviceClock clock() {
    return new EventClock(device::record);
  }

  @Override
  public SequencedMap<String, String> describe() {
    return device.describe();
  }
}
