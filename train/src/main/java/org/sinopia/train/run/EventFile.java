package org.sinopia.train.run;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.sinopia.train.Progress;
import org.sinopia.train.protobuf.ProtoMessage;
import org.sinopia.xrf.picture.Picture;

/**
 * TensorBoard's event file: TFRecords (a length, its checksum, the content, its checksum; all
 * little-endian) of {@code tensorflow.Event} messages, whose fields are those of event.proto and
 * summary.proto. Each epoch gives a scalar for each number of its {@link EpochReport} and its
 * pictures; {@code step} is that of the run. A run that goes on from a snapshot cuts off what came
 * after it.
 */
final class EventFile implements RunListener {
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;

  private static final int HEAD = Long.BYTES + Integer.BYTES;
  private static final int MAX_RECORD = 1 << 28;
  private static final int MASK = 0xa282ead8;
  private static final int RGB = 3;

  private final Path file;

  EventFile(Path file) {
    this.file = file;
  }

  @Override
  public void begins(RunConfig config, Progress from) throws IOException {
    if (Files.exists(file)) {
      cut(from.step());
    }
    if (!Files.exists(file) || Files.size(file) == 0) {
      append(event(0).text(FILE_VERSION, "brain.Event:2"));
    }
  }

  private static ProtoMessage event(long step) {
    return new ProtoMessage()
        .float64(WALL_TIME, System.currentTimeMillis() / 1000.0)
        .integer(STEP, step);
  }

  @Override
  public void validated(EpochReport report) throws IOException {
    ProtoMessage summary = new ProtoMessage();
    scalar(summary, "learning_rate", report.learningRate());
    report.train().forEach((name, value) -> scalar(summary, "train/" + name, value));
    report.validation().forEach((name, value) -> scalar(summary, "validation/" + name, value));
    for (var entry : report.pictures().entrySet()) {
      summary.message(1, picture(entry.getKey(), entry.getValue()));
    }
    append(event(report.step()).message(SUMMARY, summary));
  }

  private static void scalar(ProtoMessage summary, String tag, double value) {
    summary.message(1, new ProtoMessage().text(1, tag).float32(2, (float) value));
  }

  private static ProtoMessage picture(String name, Picture picture) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture.image(), "png", png);
    ProtoMessage image =
        new ProtoMessage()
            .integer(1, picture.height())
            .integer(2, picture.width())
            .integer(3, RGB)
            .bytes(4, png.toByteArray());
    return new ProtoMessage().text(1, name).message(4, image);
  }

  private void append(ProtoMessage event) throws IOException {
    byte[] content = event.toBytes();
    ByteBuffer record =
        ByteBuffer.allocate(HEAD + content.length + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(content.length);
    record.putInt(masked(record.array(), 0, Long.BYTES));
    record.put(content).putInt(masked(content, 0, content.length)).flip();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    }
  }

  private static int masked(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  /** Keeps whole records up to a step. */
  private void cut(long step) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long kept = 0;
      ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
      while (fill(channel, head.clear(), kept)) {
        long length = head.getLong(0);
        boolean sound =
            length >= 0
                && length <= MAX_RECORD
                && head.getInt(Long.BYTES) == masked(head.array(), 0, Long.BYTES);
        if (!sound) {
          break;
        }
        ByteBuffer body =
            ByteBuffer.allocate((int) length + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (!fill(channel, body, kept + HEAD)
            || body.getInt((int) length) != masked(body.array(), 0, (int) length)
            || stepOf(body.array(), (int) length) > step) {
          break;
        }
        kept += HEAD + length + Integer.BYTES;
      }
      channel.truncate(kept);
    }
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer, long from)
      throws IOException {
    long at = from;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        return false;
      }
      at += count;
    }
    return true;
  }

  private static long stepOf(byte[] event, int length) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(event, 0, length);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == STEP) {
        return in.readInt64();
      }
      in.skipField(tag);
    }
    return 0;
  }
}
