package org.sinopia.xrf.cube.bruker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.Deflater;

/** Small BCF files: an SFS container with a header and one map. */
@SuppressWarnings("ByteBufferBackingArray") // All buffers are allocated here.
public final class BcfFiles {

  /** How a pixel's counts are packed. */
  public enum Packing {
    PULSES_16,
    PULSES_12,
    RUNS,
    RUNS_AND_PULSES
  }

  private static final int CHUNK = 2048;
  private static final int ROOM = CHUNK - 32;

  /** Few counts and some very many, with pixels and a row that have none. */
  public static int[][][] counts(int height, int width, int bins, int most) {
    var random = new SplittableRandom(11);
    int[][][] counts = new int[height][width][bins];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int b = 0; y != 1 && (x + y) % 4 != 3 && b < bins; b++) {
          boolean many = random.nextInt(20) == 0;
          counts[y][x][b] = Math.max(0, many ? random.nextInt(most) : random.nextInt(6) - 3);
        }
      }
    }
    return counts;
  }

  /**
   * Writes a map of (height, width, bins) counts; pixels without counts get no record.
   *
   * @param block bytes of a block before compression; 0 for no compression
   */
  public static void write(Path file, int[][][] counts, Packing packing, int block)
      throws IOException {
    byte[] map = map(counts, packing);
    byte[] header =
        """
        <?xml version="1.0" encoding="WINDOWS-1252" standalone="yes"?>
        <TRTSpectrumDatabase><ClassInstance><ChannelCount>2</ChannelCount><SpectrumData0>
        <ClassInstance Type="TRTSpectrum"><RealTime>30000</RealTime><LifeTime>24000</LifeTime>
        <ChannelCount>%d</ChannelCount>
        <CalibAbs>-4,7E-1</CalibAbs><CalibLin>1.0E-2</CalibLin></ClassInstance>
        </SpectrumData0></ClassInstance></TRTSpectrumDatabase>
        """
            .formatted(counts[0][0].length)
            .getBytes(StandardCharsets.US_ASCII);
    Files.write(
        file,
        container(
            block == 0 ? header : compressed(header, block),
            block == 0 ? map : compressed(map, block)));
  }

  private static byte[] map(int[][][] counts, Packing packing) {
    var out = new ByteArrayOutputStream();
    ByteBuffer head = little(0x1A0);
    head.putInt(0, counts.length).putInt(4, counts[0].length);
    out.writeBytes(head.array());
    for (int[][] row : counts) {
      List<byte[]> records = new ArrayList<>();
      for (int x = 0; x < row.length; x++) {
        if (Arrays.stream(row[x]).sum() > 0) {
          records.add(record(x, row[x], packing));
        }
      }
      out.writeBytes(little(4).putInt(records.size()).array());
      records.forEach(out::writeBytes);
    }
    return out.toByteArray();
  }

  private static byte[] record(int x, int[] counts, Packing packing) {
    return switch (packing) {
      case PULSES_16 -> {
        List<Integer> pulses = pulses(counts);
        ByteBuffer data = little(2 * pulses.size());
        pulses.forEach(c -> data.putShort(c.shortValue()));
        yield record(x, counts.length, 0, pulses.size(), data.array(), new byte[0]);
      }
      case PULSES_12 -> {
        List<Integer> pulses = pulses(counts);
        // Numbers are strung together as bits, which are cut into 16-bit words.
        var bits = new StringBuilder();
        pulses.forEach(c -> bits.append(Integer.toBinaryString(1 << 12 | c).substring(1)));
        bits.append("0".repeat((16 - bits.length() % 16) % 16));
        ByteBuffer data = little(bits.length() / 8);
        for (int i = 0; i < bits.length(); i += 16) {
          data.putShort((short) Integer.parseInt(bits.substring(i, i + 16), 2));
        }
        yield record(x, counts.length, 1, pulses.size(), data.array(), new byte[0]);
      }
      case RUNS -> record(x, counts.length, 2, 0, runs(counts, 0), new byte[0]);
      case RUNS_AND_PULSES -> {
        int last = counts.length - 1;
        while (counts[last] == 0) {
          last--;
        }
        counts[last]--;
        byte[] runs = runs(counts, 2);
        counts[last]++;
        byte[] extra = little(2).putShort((short) last).array();
        yield record(x, counts.length, 2, 1, runs, extra);
      }
    };
  }

  private static List<Integer> pulses(int[] counts) {
    List<Integer> pulses = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      for (int i = 0; i < counts[c]; i++) {
        pulses.add(c);
      }
    }
    return pulses;
  }

  private static byte[] record(
      int x, int channels, int packing, int pulses, byte[] data, byte[] extra) {
    return little(22 + data.length + extra.length)
        .putInt(x)
        .putShort((short) channels)
        .putShort((short) channels)
        .putInt(0)
        .putShort((short) packing)
        .putShort((short) 0)
        .putShort((short) pulses)
        .putInt(data.length)
        .put(data)
        .put(extra)
        .array();
  }

  /** Runs of up to 255 channels, of each width in turn that holds them; then the extra length. */
  private static byte[] runs(int[] counts, int extra) {
    var out = new ByteArrayOutputStream();
    int turn = 0;
    for (int from = 0; from < counts.length; from += 5, turn++) {
      int[] run = Arrays.copyOfRange(counts, from, Math.min(counts.length, from + 5));
      int least = Arrays.stream(run).min().getAsInt();
      int span = Arrays.stream(run).max().getAsInt() - least;
      int fits = span < 16 ? 1 : span < 256 ? 2 : span < 65536 ? 4 : 8;
      int nibbles = span == 0 && least == 0 ? 0 : Math.max(fits, 1 << turn % 4);
      if (least >= 1L << Math.min(30, 8 * nibbles)) {
        nibbles = 4;
      }
      out.writeBytes(run(run, least, nibbles));
    }
    out.writeBytes(little(4).putInt(extra).array());
    return out.toByteArray();
  }

  private static byte[] run(int[] run, int least, int nibbles) {
    ByteBuffer data = little(2 + nibbles + (run.length * nibbles + 1) / 2);
    data.put((byte) nibbles).put((byte) run.length);
    for (int i = 0; i < nibbles; i++) {
      data.put((byte) (i < 4 ? least >> (8 * i) : 0));
    }
    if (nibbles == 1) {
      for (int i = 0; i < run.length; i += 2) {
        int high = i + 1 < run.length ? run[i + 1] - least : 0;
        data.put((byte) (high << 4 | (run[i] - least)));
      }
    } else if (nibbles > 1) {
      for (int count : run) {
        for (int i = 0; i < nibbles / 2; i++) {
          data.put((byte) ((count - least) >> (8 * i)));
        }
      }
    }
    return data.array();
  }

  private static byte[] compressed(byte[] contents, int block) {
    int blocks = Math.ceilDiv(contents.length, block);
    var out = new ByteArrayOutputStream();
    ByteBuffer head = little(0x80);
    head.put("AACS".getBytes(StandardCharsets.US_ASCII)).putInt(block).putInt(0).putInt(blocks);
    out.writeBytes(head.array());
    for (int i = 0; i < blocks; i++) {
      var deflater = new Deflater();
      deflater.setInput(contents, i * block, Math.min(block, contents.length - i * block));
      deflater.finish();
      byte[] packed = new byte[2 * block + 64];
      int length = deflater.deflate(packed);
      deflater.end();
      out.writeBytes(little(16).putInt(length).array());
      out.write(packed, 0, length);
    }
    return out.toByteArray();
  }

  /** Chunk 0: file table. Then for each file its list of chunks and the chunks, last one first. */
  private static byte[] container(byte[] header, byte[] map) {
    List<byte[]> chunks = new ArrayList<>();
    ByteBuffer table = little(ROOM);
    chunks.add(table.array());
    entry(table, 0, -1, 0, -1, true, "EDSDatabase");
    entry(table, 1, list(chunks, header), header.length, 0, false, "HeaderData");
    entry(table, 2, list(chunks, map), map.length, 0, false, "SpectrumData0");
    ByteBuffer out = little(0x118 + chunks.size() * CHUNK);
    out.put("AAMVHFSS".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < chunks.size(); i++) {
      out.put(0x118 + i * CHUNK + 32, chunks.get(i));
      // A list that is too long for its chunk goes on in the next.
      out.putInt(0x118 + i * CHUNK, i + 1);
    }
    out.putFloat(0x124, 2.6f).putInt(0x128, CHUNK);
    return out.putInt(0x140, 0).putInt(0x144, 3).putInt(0x148, chunks.size()).array();
  }

  private static void entry(
      ByteBuffer table, int index, int list, long length, int parent, boolean folder, String name) {
    int at = index * 0x200;
    table.putInt(at, list).putLong(at + 4, length).putInt(at + 40, parent);
    table.put(at + 220, (byte) (folder ? 1 : 0));
    table.put(at + 224, name.getBytes(StandardCharsets.US_ASCII));
  }

  private static int list(List<byte[]> chunks, byte[] contents) {
    int count = Math.ceilDiv(contents.length, ROOM);
    int lists = Math.max(1, Math.ceilDiv(count * 4, ROOM));
    int first = chunks.size();
    ByteBuffer pointers = little(lists * ROOM);
    for (int i = 0; i < count; i++) {
      pointers.putInt(first + lists + count - 1 - i);
    }
    for (int i = 0; i < lists; i++) {
      chunks.add(Arrays.copyOfRange(pointers.array(), i * ROOM, (i + 1) * ROOM));
    }
    for (int i = count - 1; i >= 0; i--) {
      chunks.add(Arrays.copyOfRange(contents, i * ROOM, (i + 1) * ROOM));
    }
    return first;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private BcfFiles() {}
}
