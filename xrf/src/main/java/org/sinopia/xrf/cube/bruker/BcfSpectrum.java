package org.sinopia.xrf.cube.bruker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.sinopia.xrf.cube.CubeFormatException;

/**
 * A pixel record of a Bruker BCF map, as described in RosettaSciIO's Bruker reader. Its header has
 * 22 bytes: column (4), channels of the map (2), channels of the pixel (2), unknown (4), packing
 * (2), unknown (2), pulses (2), bytes of data (4).
 *
 * @param column column of the pixel
 * @param channels channels of the map, 1 to 65535
 * @param packing 0: a list of 16-bit channel numbers, one per pulse; 1: of 12-bit numbers; above:
 *     runs of counts, each with its own width and base ("instructively packed")
 * @param pulses pulses in the list, or listed after the runs
 * @param bytes bytes of data after the header, without the pulses after runs
 */
record BcfSpectrum(long column, int channels, int packing, int pulses, long bytes) {

  /** Bytes of a record's header. */
  static final int HEADER = 22;

  /** More than any packing of 65535 channels of 64 bits, or as many pulses, needs. */
  private static final long MAX_BYTES = 1 << 20;

  static BcfSpectrum header(Path file, byte[] head) throws CubeFormatException {
    ByteBuffer in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    var spectrum =
        new BcfSpectrum(
            Integer.toUnsignedLong(in.getInt(0)),
            Short.toUnsignedInt(in.getShort(4)),
            Short.toUnsignedInt(in.getShort(12)),
            Short.toUnsignedInt(in.getShort(16)),
            Integer.toUnsignedLong(in.getInt(18)));
    if (spectrum.channels == 0) {
      throw new CubeFormatException(file, "pixel", "no channels, expected at least 1");
    }
    if (spectrum.bytes > MAX_BYTES || (spectrum.packing > 1 && spectrum.bytes < 4)) {
      throw new CubeFormatException(
          file, "pixel", spectrum.bytes + " bytes of data, expected 4 to " + MAX_BYTES);
    }
    return spectrum;
  }

  /** Whether a list of pulses follows the runs, whose length in bytes is the data's last 4. */
  boolean pulsesFollow() {
    return packing > 1 && pulses > 0;
  }

  /** Where in the record's data the length of the list of pulses after the runs is. */
  int followingLengthAt() {
    return (int) bytes - 4;
  }

  /**
   * Adds the record's counts.
   *
   * @param file named in errors
   * @param data the bytes after the header, and those of the pulses that follow
   * @param counts added to; at least {@link #channels} long
   */
  void addTo(Path file, byte[] data, long[] counts) throws CubeFormatException {
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    switch (packing) {
      case 0 -> {
        for (int i = 0; i + 2 <= bytes; i += 2) {
          addPulse(file, Short.toUnsignedInt(in.getShort(i)), counts);
        }
      }
      case 1 -> addTwelveBits(file, in, counts);
      default -> {
        addRuns(file, in, counts);
        if (pulsesFollow()) {
          requireRoom(file, data.length - bytes, 2L * pulses);
          for (int i = 0; i < pulses; i++) {
            addPulse(file, Short.toUnsignedInt(in.getShort((int) bytes + 2 * i)), counts);
          }
        }
      }
    }
  }

  private void requireRoom(Path file, long found, long needed) throws CubeFormatException {
    if (needed > found) {
      throw new CubeFormatException(
          file, "pixel", "%d bytes of data, expected %d".formatted(found, needed));
    }
  }

  private void addPulse(Path file, int channel, long[] counts) throws CubeFormatException {
    if (channel >= channels) {
      throw new CubeFormatException(
          file, "pixel", "pulse in channel %d, expected below %d".formatted(channel, channels));
    }
    counts[channel]++;
  }

  /** Numbers lie most significant bit first in 16-bit words that are little-endian. */
  private void addTwelveBits(Path file, ByteBuffer in, long[] counts) throws CubeFormatException {
    long words = Math.ceilDiv(12L * pulses, 16);
    requireRoom(file, bytes, 2 * words);
    for (int i = 0; i < pulses; i++) {
      int bit = 12 * i;
      int word = bit / 16;
      int pair = Short.toUnsignedInt(in.getShort(2 * word)) << 16;
      if (word + 1 < words) {
        pair |= Short.toUnsignedInt(in.getShort(2 * word + 2));
      }
      addPulse(file, pair >>> (20 - bit % 16) & 0xFFF, counts);
    }
  }

  private void addRuns(Path file, ByteBuffer in, long[] counts) throws CubeFormatException {
    int end = (int) bytes - 4;
    int at = 0;
    int channel = 0;
    while (at < end) {
      requireRoom(file, end - at, 2);
      int nibbles = in.get(at) & 0xFF;
      int length = in.get(at + 1) & 0xFF;
      at += 2;
      if (length > channels - channel) {
        throw new CubeFormatException(
            file, "pixel", "runs of more channels than the map's " + channels);
      }
      if (nibbles != 0) {
        int packed = (length * nibbles + 1) / 2;
        requireRoom(file, end - at, (long) nibbles + packed);
        long base = unsigned(file, in, at, nibbles);
        at += nibbles;
        for (int i = 0; i < length; i++) {
          counts[channel + i] += base + value(in, at, nibbles, i);
        }
        at += packed;
      }
      channel += length;
    }
  }

  private static long value(ByteBuffer in, int at, int nibbles, int i) {
    return switch (nibbles) {
      case 1 -> in.get(at + i / 2) >> (i % 2 * 4) & 0xF;
      case 2 -> in.get(at + i) & 0xFF;
      case 4 -> Short.toUnsignedInt(in.getShort(at + 2 * i));
      default -> Integer.toUnsignedLong(in.getInt(at + 4 * i));
    };
  }

  private static long unsigned(Path file, ByteBuffer in, int at, int bytes)
      throws CubeFormatException {
    return switch (bytes) {
      case 1 -> in.get(at) & 0xFF;
      case 2 -> Short.toUnsignedInt(in.getShort(at));
      case 4 -> Integer.toUnsignedLong(in.getInt(at));
      case 8 -> in.getLong(at);
      default ->
          throw new CubeFormatException(
              file, "pixel", "counts of " + bytes + " half-bytes, expected 0, 1, 2, 4 or 8");
    };
  }
}
