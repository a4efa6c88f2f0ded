package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.DType;
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
      OperandChecks door =
          new OperandChecks(this)
              .real()
              .shape("counts", counts, OperandChecks.ANY, OperandChecks.ANY);
      encoder.check(door, counts.shape().extent(0), counts.shape().extent(1), latents);
      door.distinct();
    }

    @Override
    public Encode with(Operands o) {
      return new Encode(o.in(counts), encoder.with(o), latents.stream().map(o::out).toList());
    }

    @Override
    public long flops() {
      return counts.shape().extent(0) * encoder.flops();
    }
  }

  /**
   * Photons drawn and counted: counts[i, b] of pixel i's photons fall into bin b ({@link Photons}).
   * The same whole numbers on every device.
   *
   * @param counts [n, bins], I32, no more bins than the tables have columns; photons beyond the
   *     last are lost
   */
  record DrawPhotons(Photons photons, Tensor counts) implements SpectrumOp {
    @Override
    public void check() {
      OperandChecks door = new OperandChecks(this);
      photons.check(door);
      door.dtype("counts", counts, DType.I32)
          .shape("counts", counts, photons.pixels(), OperandChecks.ANY);
      photons.checkBins(door, counts.shape().extent(1), "counts is " + counts.shape());
      door.distinct();
    }

    @Override
    public DrawPhotons with(Operands o) {
      return new DrawPhotons(photons.with(o), o.out(counts));
    }
  }

  /**
   * {@link DrawPhotons} and, of what it counts, {@link Encode}, without the counts ever being in
   * memory: as many bins as the encoder takes.
   *
   * @param latents one [n, out] for each head
   */
  record EncodeDrawn(Photons photons, Encoder encoder, List<Tensor> latents) implements SpectrumOp {
    /** Keeps a copy of the list. */
    public EncodeDrawn {
      latents = List.copyOf(latents);
    }

    @Override
    public void check() {
      OperandChecks door =
          new OperandChecks(this).real(photons.tables(), photons.kinds(), photons.photons());
      photons.check(door);
      int bins = encoder.hidden().isEmpty() ? 0 : encoder.hidden().getFirst().in();
      encoder.check(door, photons.pixels(), bins, latents);
      photons.checkBins(door, bins, "the encoder takes " + bins + " bins");
      door.distinct();
    }

    @Override
    public EncodeDrawn with(Operands o) {
      return new EncodeDrawn(
          photons.with(o), encoder.with(o), latents.stream().map(o::out).toList());
    }

    @Override
    public long flops() {
      return photons.pixels() * encoder.flops();
    }
  }
}
