package org.sinopia.tensor.cpu.encoder;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.SpectrumOp;
import org.sinopia.tensor.op.SpectrumOp.DrawPhotons;
import org.sinopia.tensor.op.SpectrumOp.Encode;
import org.sinopia.tensor.op.SpectrumOp.EncodeDrawn;

/** {@link SpectrumOp} on all cores, tile by tile. */
public final class CpuSpectrum {
  /** Pixels that a worker draws at a time. */
  private static final int PIXELS = 64;

  /** Apart from the encoder's slots. */
  private static final int SPECTRA = 2;

  private final Workers workers;

  public CpuSpectrum(Workers workers) {
    this.workers = workers;
  }

  public void run(SpectrumOp op) {
    switch (op) {
      case Encode o -> encode(o);
      case DrawPhotons o -> draw(o);
      case EncodeDrawn o -> encode(o);
    }
  }

  private void draw(DrawPhotons op) {
    PixelPhotons pixels = new PixelPhotons(op.photons());
    int bins = op.counts().shape().extent(1);
    workers.ranges(
        op.photons().pixels(),
        PIXELS,
        (from, to) -> {
          PixelPhotons.Drawing drawing = pixels.drawing();
          for (int pixel = from; pixel < to; pixel++) {
            MemorySegment.copy(
                drawing.of(pixel),
                0,
                op.counts().memory(),
                JAVA_INT,
                (long) pixel * bins * Integer.BYTES,
                bins);
          }
        });
  }

  private void encode(EncodeDrawn op) {
    PixelPhotons pixels = new PixelPhotons(op.photons());
    PackedEncoder encoder = new PackedEncoder(op.encoder(), workers);
    int bins = op.encoder().hidden().getFirst().in();
    workers.ranges(
        op.photons().pixels(),
        PackedEncoder.TILE,
        (from, to) -> {
          MemorySegment spectra =
              Scratch.bytes(SPECTRA, (long) PackedEncoder.TILE * bins * Float.BYTES);
          PixelPhotons.Drawing drawing = pixels.drawing();
          for (int pixel = from; pixel < to; pixel++) {
            int[] counts = drawing.of(pixel);
            long row = FloatVectors.at(spectra, (long) (pixel - from) * bins, bins);
            for (int bin = 0; bin < bins; bin++) {
              FloatVectors.set(counts[bin], row, bin);
            }
          }
          encoder.encode(spectra, 0, op.latents(), from, to - from);
        });
  }

  private void encode(Encode op) {
    PackedEncoder encoder = new PackedEncoder(op.encoder(), workers);
    workers.ranges(
        op.counts().shape().extent(0),
        PackedEncoder.TILE,
        (from, to) -> encoder.encode(op.counts().memory(), from, op.latents(), from, to - from));
  }
}
