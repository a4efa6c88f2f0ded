package org.sinopia.tensor.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sinopia.tensor.Tensor;

/** Spectra of an X-ray fluorescence scan. Forward only. */
public sealed interface SpectrumOp extends Op {
  /**
   * Each spectrum through an {@link Encoder}: counts in, the numbers of its heads out, and nothing
   * between them in memory.
   *
   * @param counts [n, bins]
   * @param latents one [n, out] for each head
   */
  record Encode(Tensor counts, Encoder encoder, List<Tensor> latents) implements SpectrumOp {
    /** Keeps a copy of the list. */
    public Encode {
      latents = List.copyOf(latents);
    }

    @Override
    public void check() {
      Door door = new Door(this).real().shape("counts", counts, Door.ANY, Door.ANY);
      encoder.check(door, counts.shape().extent(0), counts.shape().extent(1), latents);
      door.distinct();
    }

    @Override
    public List<Tensor> inputs() {
      List<Tensor> inputs = new ArrayList<>(List.of(counts));
      inputs.addAll(encoder.operands());
      return inputs;
    }

    @Override
    public List<Tensor> outputs() {
      return latents;
    }

    @Override
    public Op map(UnaryOperator<Tensor> f) {
      return new Encode(f.apply(counts), encoder.map(f), latents.stream().map(f).toList());
    }

    @Override
    public long flops() {
      return counts.shape().extent(0) * encoder.flops();
    }
  }
}
