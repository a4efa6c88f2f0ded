package org.sinopia.tensor.cpu;

import org.sinopia.tensor.op.SpectrumOp;
import org.sinopia.tensor.op.SpectrumOp.Encode;

/** {@link SpectrumOp} on all cores, tile by tile. */
final class CpuSpectrum {
  private final Workers workers;

  CpuSpectrum(Workers workers) {
    this.workers = workers;
  }

  void run(SpectrumOp op) {
    switch (op) {
      case Encode o -> encode(o);
    }
  }

  private void encode(Encode op) {
    TileEncoder encoder = TileEncoder.of(op.encoder(), workers);
    workers.ranges(
        op.counts().shape().extent(0),
        encoder.spectra(),
        (from, to) -> encoder.encode(op.counts().memory(), from, op.latents(), from, to - from));
  }
}
