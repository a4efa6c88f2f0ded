package org.sinopia.train.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.sinopia.train.TrainingState;

/**
 * {@code metrics.jsonl}: a JSON object on a line for each epoch, with {@code epoch} (how many are
 * completed), {@code step}, {@code learning_rate}, {@code train_*} (means over the epoch's steps),
 * {@code validation_*} and {@code seconds}; null stands for what is not a finite number. A run that
 * goes on from a snapshot cuts off the lines of what came after it, so the file reads as if the run
 * had never stopped.
 */
final class MetricsLog implements RunListener {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;

  MetricsLog(Path file) {
    this.file = file;
  }

  @Override
  public void begins(RunConfig config, TrainingState from) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    byte[] bytes = Files.readAllBytes(file);
    int kept = 0;
    while (kept < bytes.length) {
      int end = kept;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if (end == bytes.length || !happened(new String(bytes, kept, end - kept, UTF_8), from)) {
        break;
      }
      kept = end + 1;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(kept);
    }
  }

  private static boolean happened(String line, TrainingState from) {
    try {
      JsonNode epoch = JSON.readTree(line).path("epoch");
      return epoch.isInt() && epoch.intValue() <= from.epoch();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  @Override
  public void validated(EpochReport report) throws IOException {
    ObjectNode line = JSON.createObjectNode();
    line.put("epoch", report.epoch());
    line.put("step", report.step());
    line.put("learning_rate", report.learningRate());
    put(line, "train_", report.train());
    put(line, "validation_", report.validation());
    line.put("seconds", Math.round(report.seconds() * 1000) / 1000.0);
    byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(UTF_8);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      // Before the snapshot that counts on this line is saved.
      channel.force(true);
    }
  }

  private static void put(ObjectNode line, String prefix, Map<String, Double> values) {
    values.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            line.put(prefix + name, value);
          } else {
            line.putNull(prefix + name);
          }
        });
  }
}
