package org.sinopia.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.train.EarlyStopping;
import org.sinopia.train.ReduceLrOnPlateau;
import org.sinopia.train.TrainingState;
import org.sinopia.xrf.picture.Picture;

class EventFileTest {
  @TempDir Path root;

  private static TrainingState at(long step) {
    return new TrainingState(
        1, step, 0, 0, ReduceLrOnPlateau.State.start(1), EarlyStopping.State.START, null);
  }

  private static EpochReport report(int epoch, Map<String, Picture> pictures) {
    return new EpochReport(
        epoch,
        10L * epoch,
        0.5,
        new LinkedHashMap<>(Map.of("loss", 2.0)),
        new LinkedHashMap<>(Map.of("ms_ssim", 0.25)),
        new LinkedHashMap<>(pictures),
        false,
        1);
  }

  /** Contents of the records, whose lengths and checksums are checked after tfrecord.proto. */
  private static List<byte[]> records(Path file) throws IOException {
    List<byte[]> records = new ArrayList<>();
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    while (all.hasRemaining()) {
      int start = all.position();
      int length = Math.toIntExact(all.getLong());
      assertEquals(masked(Arrays.copyOfRange(all.array(), start, start + 8)), all.getInt());
      byte[] content = new byte[length];
      all.get(content);
      assertEquals(masked(content), all.getInt());
      records.add(content);
    }
    return records;
  }

  private static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    long value = crc.getValue();
    return (int) ((value >>> 15 | value << 17) + 0xa282ead8L);
  }

  private static boolean contains(byte[] content, byte... part) {
    for (int i = 0; i + part.length <= content.length; i++) {
      if (Arrays.equals(part, Arrays.copyOfRange(content, i, i + part.length))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void recordsAreWholeAndHoldTheNumbers() throws IOException {
    Path file = root.resolve("events");
    EventFile events = new EventFile(file);
    events.begins(TinyTask.CONFIG, at(0));
    SequencedMap<String, Picture> pictures = new LinkedHashMap<>();
    pictures.put("scream", Picture.of(1, 2, new float[6]));
    events.validated(report(1, pictures));
    List<byte[]> records = records(file);
    assertEquals(2, records.size());
    byte[] first = records.get(0);
    // wall_time, field 1, a double; step, field 2, 0; file_version, field 3, 13 characters
    assertEquals(0x09, first[0]);
    byte[] version = "brain.Event:2".getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(new byte[] {0x10, 0, 0x1a, 13}, Arrays.copyOfRange(first, 9, 13));
    assertArrayEquals(version, Arrays.copyOfRange(first, 13, 26));
    byte[] second = records.get(1);
    assertArrayEquals(new byte[] {0x10, 10}, Arrays.copyOfRange(second, 9, 11));
    // A Value of tag "validation/ms_ssim", field 1, and simple_value, field 2, 0.25 = 3e800000
    assertTrue(contains(second, "\n\u0012validation/ms_ssim".getBytes(StandardCharsets.UTF_8)));
    assertTrue(contains(second, (byte) 0x15, (byte) 0, (byte) 0, (byte) 0x80, (byte) 0x3e));
    assertTrue(contains(second, "\n\u0006scream".getBytes(StandardCharsets.UTF_8)));
    // An Image of height 1, width 2, three channels, and a PNG
    assertTrue(contains(second, (byte) 8, (byte) 1, (byte) 16, (byte) 2, (byte) 24, (byte) 3));
    assertTrue(contains(second, (byte) 0x89, (byte) 'P', (byte) 'N', (byte) 'G'));
  }

  @Test
  void whatCameAfterASnapshotIsCutOffAndSoIsAHalfRecord() throws IOException {
    Path file = root.resolve("events");
    EventFile events = new EventFile(file);
    events.begins(TinyTask.CONFIG, at(0));
    for (int epoch = 1; epoch <= 4; epoch++) {
      events.validated(report(epoch, Map.of()));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));
    new EventFile(file).begins(TinyTask.CONFIG, at(25));
    assertEquals(3, records(file).size());
    whole = Files.readAllBytes(file);
    new EventFile(file).begins(TinyTask.CONFIG, at(25));
    assertArrayEquals(whole, Files.readAllBytes(file));
    Files.write(file, new byte[] {1, 2, 3});
    new EventFile(file).begins(TinyTask.CONFIG, at(25));
    assertEquals(1, records(file).size());
  }
}
