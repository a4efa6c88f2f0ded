package org.sinopia.bench.peers;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.Arrays;
import java.util.List;
import org.sinopia.train.profile.Workload;

/** PyTorch's fused AdamW over a list of weights, at {@link Workload#OPTIMISER}'s settings. */
final class TorchOptimiser {
  private final TorchScript torch;
  private final List<PtNDArray> weights;
  private final List<PtNDArray> firstMoments;
  private final List<PtNDArray> secondMoments;
  private final List<PtNDArray> steps;

  TorchOptimiser(TorchScript torch, List<PtNDArray> weights) {
    this.torch = torch;
    this.weights = weights;
    firstMoments = weights.stream().map(w -> zeros(torch, w)).toList();
    secondMoments = weights.stream().map(w -> zeros(torch, w)).toList();
    steps = weights.stream().map(_ -> torch.array(new float[1])).toList();
  }

  private static PtNDArray zeros(TorchScript torch, PtNDArray like) {
    int[] extents = Arrays.stream(like.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
    return torch.array(new float[Math.toIntExact(like.size())], extents);
  }

  /** A step by the loss and the gradients by all weights, of which the loss is left out. */
  void step(NDList found) {
    List<PtNDArray> gradients =
        found.subNDList(1).stream().map(PtNDArray.class::cast).toList();
    torch.infer("adam_w", weights, gradients, firstMoments, secondMoments, steps).close();
  }
}
