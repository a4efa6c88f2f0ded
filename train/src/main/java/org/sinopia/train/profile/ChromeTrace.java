package org.sinopia.train.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.sinopia.tensor.file.PendingFile;

/**
 * Ops as a trace in the JSON object form of Chrome's trace event format (Duca, Sinclair 2016,
 * "Trace Event Format"), which ui.perfetto.dev and chrome://tracing open: a complete event per op,
 * in microseconds, on one line by op and on another by layer.
 */
public final class ChromeTrace {
  private static final int PROCESS = 1;
  private static final int OPS = 1;
  private static final int LAYERS = 2;

  private ChromeTrace() {}

  /**
   * Writes the ops of a profile.
   *
   * @param title what was profiled
   * @throws IOException naming the file, of which nothing is left
   */
  public static void write(StepProfile profile, String title, Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode().put("displayTimeUnit", "ms");
    ArrayNode events = root.putArray("traceEvents");
    name(events, "process_name", 0, title);
    name(events, "thread_name", OPS, "ops");
    name(events, "thread_name", LAYERS, "layers");
    for (TimedOp op : profile.ops()) {
      ObjectNode event = complete(events, op.name(), OPS, op.start(), op.nanos());
      double bound = profile.roof().bound(op.flops(), op.bytes());
      ObjectNode arguments = event.putObject("args");
      arguments
          .put("shapes", op.shapes())
          .put("layer", op.layer())
          .put("flops", op.flops())
          .put("bytes", op.bytes())
          .put("gflops_per_second", rate(op.flops(), op.nanos()))
          .put("gigabytes_per_second", rate(op.bytes(), op.nanos()))
          .put("roof_share", op.nanos() == 0 ? 0 : bound * 1e9 / op.nanos());
      op.productNanos()
          .ifPresent(products -> arguments.put("product_share", rate(products, op.nanos())));
      if (!op.layer().isEmpty()) {
        complete(events, op.layer(), LAYERS, op.start(), op.nanos());
      }
    }
    PendingFile.write(file, pending -> mapper.writeValue(pending.toFile(), root));
  }

  /** Per nanosecond, which for an amount of bytes or FLOPs is in units of 10⁹ per second. */
  private static double rate(long amount, long nanos) {
    return nanos == 0 ? 0 : (double) amount / nanos;
  }

  private static ObjectNode complete(
      ArrayNode events, String name, int line, long start, long nanos) {
    return events
        .addObject()
        .put("name", name)
        .put("cat", "op")
        .put("ph", "X")
        .put("ts", start * 1e-3)
        .put("dur", nanos * 1e-3)
        .put("pid", PROCESS)
        .put("tid", line);
  }

  private static void name(ArrayNode events, String what, int line, String name) {
    ObjectNode event =
        events.addObject().put("name", what).put("ph", "M").put("pid", PROCESS).put("tid", line);
    event.putObject("args").put("name", name);
  }
}
