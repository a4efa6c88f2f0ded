package org.sinopia.autograd.op;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Expand;
import org.sinopia.autograd.MatMul;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Reduce;
import org.sinopia.autograd.Reshape;
import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Unary;

/** The gradient checks of all differentiable ops, by name. A test finds an op that is missing. */
public final class OpRegistry {
  private static final Map<String, OpSpec> OPS = new TreeMap<>();

  static {
    List.of(Unary.SPECS, Binary.SPECS, Reduce.SPECS)
        .forEach(specs -> specs.forEach(OpRegistry::register));
    List.of(
            Checkpoint.SPEC,
            BiasActivation.SPEC,
            Concat.SPEC,
            Conv3x3.SPEC,
            Expand.SPEC,
            Gather.SPEC,
            GaussianKl.SPEC,
            LayerNorm.SPEC,
            Linear.SPEC,
            LocalityAttention.SPEC,
            MatMul.SPEC,
            MeanPool2.SPEC,
            MeanSquaredError.SPEC,
            Mmd.SPEC,
            MsSsim.SPEC,
            Pad.SPEC,
            PairwiseSquaredDistances.SPEC,
            Patchify.SPEC,
            Permute.SPEC,
            PoissonNll.SPEC,
            Redmean.SPEC,
            Reshape.SPEC,
            ResidualDropPath.SPEC,
            Scale.SPEC,
            ShiftedPatchEmbedding.SPEC,
            Slice.SPEC,
            Softmax.SPEC,
            Ssim.SPEC,
            Unpatchify.SPEC)
        .forEach(OpRegistry::register);
  }

  private OpRegistry() {}

  /**
   * Adds a user's op.
   *
   * @throws IllegalStateException if another has the name
   */
  public static synchronized void register(OpSpec spec) {
    OpSpec other = OPS.putIfAbsent(spec.name(), spec);
    if (other != null && !other.equals(spec)) {
      throw new IllegalStateException("op " + spec.name() + " is registered already");
    }
  }

  /** All registered ops, in order of their names. */
  public static synchronized Collection<OpSpec> all() {
    return Collections.unmodifiableCollection(List.copyOf(OPS.values()));
  }

  /** The op of that name, or null. */
  public static synchronized OpSpec find(String name) {
    return OPS.get(name);
  }
}
