package org.sinopia.nn.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.ConfigJson;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.loss.PictureLoss;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.OptimiserOp;
import org.sinopia.tensor.op.RandomOp;

/**
 * A separate program: training steps of the paper's preset at batch 8, 256×256, on the cpu. Prints
 * in MiB what was resident before, the most that was resident, and the most that the step's tensors
 * took at a time.
 */
public final class TrainingStepMemory {
  private static final int BATCH = 8;
  private static final int SIDE = 256;

  private TrainingStepMemory() {}

  /** The only argument says whether to checkpoint. */
  public static void main(String[] arguments) throws IOException {
    Device cpu = Device.cpu();
    try (Scope warm = Scope.open(cpu)) {
      warm.zeros(1);
    }
    String checkpointing = "{\"checkpointing\": " + arguments[0] + "}";
    SmallUViTConfig config = ConfigJson.parse(checkpointing, "the argument", SmallUViTConfig.PAPER);
    long base = status("VmRSS");
    SmallUViT model = config.build();
    model.train();
    long tensors = 0;
    try (Scope lasting = Scope.open(cpu)) {
      ParameterStore store = model.allocate(lasting, 1);
      int n = store.values().elements();
      Tensor m = lasting.zeros(n);
      Tensor v = lasting.zeros(n);
      for (int t = 1; t <= 2; t++) {
        try (Scope step = Scope.open(cpu)) {
          Tape tape = Tape.recording(step, t);
          Variable x = uniform(tape);
          Variable loss = new PictureLoss.Redmean(false).of(model.forward(x), uniform(tape));
          tape.backward(loss);
          store.completeGradients();
          new OptimiserOp.AdamW(
                  store.values(), store.gradients(), m, v, 1e-3, 0.9, 0.999, 1e-8, 0.01, t)
              .run();
          store.clearGradients();
          tensors = step.peakBytes() >> 10;
        }
      }
    }
    System.out.println((base >> 10) + " " + (status("VmHWM") >> 10) + " " + (tensors >> 10));
  }

  private static Variable uniform(Tape tape) {
    Tensor values = tape.scope().empty(BATCH, 3, SIDE, SIDE);
    new RandomOp.Uniform(tape.seed(), tape.nextStream(), values).run();
    return tape.constant(values);
  }

  /** A line of the kernel's own account of this process, in KiB. */
  private static long status(String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
        .findFirst()
        .orElseThrow();
  }
}
