package org.sinopia.bench.launches;

import java.util.List;
import org.sinopia.autograd.Variable;
import org.sinopia.kernels.CudaBackend;
import org.sinopia.kernels.device.CountingDevice;
import org.sinopia.kernels.device.CountingDevice.Counted;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.loss.PictureLoss;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.Loss;
import org.sinopia.train.Objective;
import org.sinopia.train.TrainingStep;
import org.sinopia.train.recolourer.Preset;
import org.sinopia.train.recolourer.RecolourerTrainingConfig;

/**
 * The launches of one training step of the paper's recolourer, with clipping and AdamW, after the
 * steps that prepare it.
 *
 * @param launches of a whole step, in order
 * @param inGraph those of them that a replay of the recorded passes makes
 */
record CountedStep(List<CountedLaunch> launches, int inGraph) {
  private static final long SEED = 1;

  /** The step on {@code batch} pictures of the size in the preset. */
  static CountedStep of(int batch) {
    RecolourerTrainingConfig config = Preset.PAPER.config(Architecture.SMALLUVIT);
    Device device = Device.of(CountingProvider.NAME);
    CountingDevice counting = (CountingDevice) ((CudaBackend) device.backend()).device();
    int side = config.crop();
    int channels = config.model().channels();
    Recolourer model = config.model().build();
    PictureLoss loss = config.loss().make();
    try (Scope lasting = Scope.open(device);
        Scope host = Scope.open(Device.cpu())) {
      ParameterStore store = model.allocate(lasting, SEED);
      model.train();
      Objective objective =
          new Objective(
              List.of(
                  Objective.Input.buffer(host, batch, channels, side, side),
                  Objective.Input.buffer(host, batch, 3, side, side)),
              config,
              (tape, inputs) -> {
                Variable made = model.forward(tape.constant(inputs.get(0)));
                return new Loss(loss.of(made, tape.constant(inputs.get(1))));
              });
      try (TrainingStep step =
          new TrainingStep(store, config.run().optimiser(), config.run().seed())) {
        double rate = config.run().optimiser().learningRate();
        step.run(0, rate, objective);
        counting.take();
        return counted(device, counting, step, objective, rate);
      }
    }
  }

  private static CountedStep counted(
      Device device, CountingDevice counting, TrainingStep step, Objective objective, double rate) {
    LaunchRecorder recorder = new LaunchRecorder(counting);
    try (Device.Observation _ = device.observe(recorder)) {
      step.run(1, rate, objective);
    }
    step.run(2, rate, objective);
    List<Counted> all = counting.take();
    if (all.size() != recorder.launches().size()) {
      throw new IllegalStateException(
          "launches: %d op by op, %d by a recording"
              .formatted(recorder.launches().size(), all.size()));
    }
    int inGraph = (int) all.stream().filter(Counted::replayed).count();
    return new CountedStep(recorder.launches(), inGraph);
  }
}
