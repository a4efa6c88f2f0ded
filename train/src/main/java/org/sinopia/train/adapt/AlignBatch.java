package org.sinopia.train.adapt;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sinopia.tensor.Scope;
import org.sinopia.train.Objective;
import org.sinopia.train.data.spectra.SpectrumStream;
import org.sinopia.train.model.EmbedderDescription;

/** Spectra of both domains, and the epoch that they are for. */
final class AlignBatch {
  private final List<Objective.Input> inputs = new ArrayList<>();
  private final SpectrumStream.Target synthetic;
  private final MemorySegment real;
  private int epoch;

  AlignBatch(AlignConfig config, EmbedderDescription embedder, float[] scanContexts, Scope host) {
    int bins = embedder.config().bins();
    int width = embedder.config().contextWidth();
    boolean context = embedder.config().context();
    Objective.Input spectra = add(Objective.Input.buffer(host, config.synthetic(), bins));
    Optional<MemorySegment> contexts =
        context
            ? Optional.of(add(Objective.Input.buffer(host, config.synthetic(), width)).values())
            : Optional.empty();
    Optional<MemorySegment> colours =
        embedder.config().colourWidth() > 0
            ? Optional.of(add(Objective.Input.buffer(host, config.synthetic(), 3)).values())
            : Optional.empty();
    synthetic = new SpectrumStream.Target(spectra.values(), contexts, colours);
    real = add(Objective.Input.buffer(host, config.real(), bins)).values();
    if (context) {
      MemorySegment scan = add(Objective.Input.buffer(host, config.real(), width)).values();
      scan.copyFrom(MemorySegment.ofArray(scanContexts));
    }
  }

  private Objective.Input add(Objective.Input input) {
    inputs.add(input);
    return input;
  }

  /** All of it, in the order of the fields of a sample: synthetic, then the scan's. */
  List<Objective.Input> inputs() {
    return inputs;
  }

  /** Where synthetic spectra go. */
  SpectrumStream.Target synthetic() {
    return synthetic;
  }

  /** Where the scan's spectra go. */
  MemorySegment real() {
    return real;
  }

  int epoch() {
    return epoch;
  }

  void setEpoch(int other) {
    epoch = other;
  }
}
