package org.sinopia.autograd;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sinopia.autograd.op.BiasActivation;
import org.sinopia.autograd.op.Binary;
import org.sinopia.autograd.op.Concat;
import org.sinopia.autograd.op.Conv3x3;
import org.sinopia.autograd.op.Expand;
import org.sinopia.autograd.op.Gather;
import org.sinopia.autograd.op.GaussianKl;
import org.sinopia.autograd.op.LayerNorm;
import org.sinopia.autograd.op.Linear;
import org.sinopia.autograd.op.LocalityAttention;
import org.sinopia.autograd.op.MatMul;
import org.sinopia.autograd.op.MeanPool2;
import org.sinopia.autograd.op.MeanSquaredError;
import org.sinopia.autograd.op.Mmd;
import org.sinopia.autograd.op.MsSsim;
import org.sinopia.autograd.op.Pad;
import org.sinopia.autograd.op.PairwiseSquaredDistances;
import org.sinopia.autograd.op.Patchify;
import org.sinopia.autograd.op.Permute;
import org.sinopia.autograd.op.PoissonNll;
import org.sinopia.autograd.op.Redmean;
import org.sinopia.autograd.op.Reduce;
import org.sinopia.autograd.op.Reshape;
import org.sinopia.autograd.op.ResidualDropPath;
import org.sinopia.autograd.op.Scale;
import org.sinopia.autograd.op.ShiftedPatchEmbedding;
import org.sinopia.autograd.op.Slice;
import org.sinopia.autograd.op.Softmax;
import org.sinopia.autograd.op.Ssim;
import org.sinopia.autograd.op.Unary;
import org.sinopia.autograd.op.Unpatchify;

/** All differentiable ops, by name. A tape applies no others, so each has a gradient check. */
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

  static synchronized void require(OpSpec spec) {
    if (!spec.equals(OPS.get(spec.name()))) {
      throw new IllegalStateException(
          "op " + spec.name() + " is not registered; OpRegistry.register its spec first");
    }
  }
}
