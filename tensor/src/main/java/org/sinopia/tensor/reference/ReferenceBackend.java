package org.sinopia.tensor.reference;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.HostBackend;
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
import org.sinopia.tensor.reference.image.ReferenceImage;
import org.sinopia.tensor.reference.image.ReferenceSimilarity;

/**
 * The definition of every op in code: float64, plain nested loops, one thread, no tricks. The
 * oracle of the other backends and the ground of gradient checks; read each op beside the formula
 * in its record.
 */
final class ReferenceBackend extends HostBackend implements OpBackend {
  @Override
  public String name() {
    return "reference";
  }

  @Override
  public DType real() {
    return DType.F64;
  }

  @Override
  public void run(Op op) {
    switch (op) {
      case ElementwiseOp o -> ReferenceElementwise.run(o);
      case ReductionOp o -> ReferenceReduction.run(o);
      case MatrixOp o -> ReferenceMatrix.run(o);
      case NormalisationOp o -> ReferenceNormalisation.run(o);
      case AttentionOp o -> ReferenceAttention.run(o);
      case PatchOp o -> ReferencePatch.run(o);
      case ImageOp o -> ReferenceImage.run(o);
      case SimilarityOp o -> ReferenceSimilarity.run(o);
      case LossOp o -> ReferenceLoss.run(o);
      case ClusteringOp o -> ReferenceClustering.run(o);
      case LayoutOp o -> ReferenceLayout.run(o);
      case RandomOp o -> ReferenceRandom.run(o);
      case OptimiserOp o -> ReferenceOptimiser.run(o);
      case SpectrumOp o -> ReferenceSpectrum.run(o);
      case FitOp o -> ReferenceFit.run(o);
    }
  }

  @Override
  public SequencedMap<String, String> describe() {
    SequencedMap<String, String> found = new LinkedHashMap<>();
    found.put("arithmetic", "float64, one thread, plain loops");
    return found;
  }
}
