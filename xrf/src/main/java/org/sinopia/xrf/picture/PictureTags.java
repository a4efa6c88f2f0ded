package org.sinopia.xrf.picture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The description of a picture file's samples: JPEG in its markers (ITU-T T.81, Exif 2.3, ICC.1),
 * PNG in its chunks, TIFF in its first directory (TIFF 6.0). A damaged part is taken as absent.
 *
 * @param orientation 1 to 8 as TIFF and Exif number them; 1 is upright
 * @param photometric TIFF's PhotometricInterpretation; -1 elsewhere
 * @param jpegComponents components of a JPEG frame; 0 elsewhere
 * @param profile the ICC colour profile
 */
record PictureTags(int orientation, int photometric, int jpegComponents, Optional<byte[]> profile) {

  static final int CMYK = 5;
  static final int CIELAB = 8;

  /** Nothing is known. */
  private static final PictureTags NONE = new PictureTags(1, -1, 0, Optional.empty());

  private static final int ORIENTATION = 274;
  private static final int PHOTOMETRIC = 262;
  private static final int PROFILE = 34675;
  private static final int MAX_PROFILE = 1 << 24;

  /** Reads the tags of a file. */
  static PictureTags read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        return NONE;
      }
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      try {
        return of(bytes);
      } catch (IndexOutOfBoundsException | IllegalArgumentException _) {
        return NONE;
      }
    }
  }

  private static PictureTags of(ByteBuffer bytes) {
    if (bytes.limit() < 16) {
      return NONE;
    }
    int start = bytes.getInt(0);
    if (start >>> 16 == 0xFFD8) {
      return jpeg(bytes);
    } else if (start == 0x89504E47) {
      return png(bytes);
    } else if (start == 0x49492A00 || start == 0x4D4D002A) {
      Map<Integer, byte[]> tags = directory(bytes);
      return new PictureTags(
          orientation(tags, bytes),
          number(tags.get(PHOTOMETRIC), bytes),
          0,
          Optional.ofNullable(tags.get(PROFILE)));
    }
    return NONE;
  }

  private static PictureTags jpeg(ByteBuffer bytes) {
    int orientation = 1;
    int components = 0;
    ByteArrayOutputStream profile = new ByteArrayOutputStream();
    int at = 2;
    while (at + 4 <= bytes.limit() && (bytes.get(at) & 0xFF) == 0xFF) {
      int marker = bytes.get(at + 1) & 0xFF;
      int length = Short.toUnsignedInt(bytes.getShort(at + 2));
      if (marker == 0xDA || length < 2 || at + 2 + length > bytes.limit()) {
        break;
      }
      ByteBuffer segment = bytes.slice(at + 4, length - 2);
      boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8;
      if (frame && marker != 0xCC && segment.limit() > 5) {
        components = segment.get(5);
      } else if (marker == 0xE1 && starts(segment, "Exif\0\0")) {
        ByteBuffer exif = segment.slice(6, segment.limit() - 6);
        orientation = orientation(directory(exif), exif);
      } else if (marker == 0xE2 && starts(segment, "ICC_PROFILE\0") && segment.limit() > 14) {
        byte[] part = new byte[segment.limit() - 14];
        segment.get(14, part);
        profile.writeBytes(part);
      }
      at += 2 + length;
    }
    return new PictureTags(
        orientation,
        -1,
        components,
        profile.size() == 0 ? Optional.empty() : Optional.of(profile.toByteArray()));
  }

  private static PictureTags png(ByteBuffer bytes) {
    int orientation = 1;
    Optional<byte[]> profile = Optional.empty();
    int at = 8;
    while (at + 12 <= bytes.limit()) {
      int length = bytes.getInt(at);
      if (length < 0 || length > bytes.limit() - at - 12) {
        break;
      }
      ByteBuffer name = bytes.slice(at + 4, 4);
      ByteBuffer chunk = bytes.slice(at + 8, length);
      if (starts(name, "eXIf")) {
        orientation = orientation(directory(chunk), chunk);
      } else if (starts(name, "iCCP")) {
        profile = inflated(chunk);
      }
      at += 12 + length;
    }
    return new PictureTags(orientation, -1, 0, profile);
  }

  /** The profile after its name, a zero and the number of the compression method, 0. */
  private static Optional<byte[]> inflated(ByteBuffer chunk) {
    int end = 0;
    while (chunk.get(end) != 0) {
      end++;
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(chunk.slice(end + 2, chunk.limit() - end - 2));
      ByteArrayOutputStream profile = new ByteArrayOutputStream();
      byte[] part = new byte[1 << 14];
      while (!inflater.finished() && profile.size() < MAX_PROFILE) {
        int count = inflater.inflate(part);
        if (count == 0 && !inflater.finished()) {
          return Optional.empty();
        }
        profile.write(part, 0, count);
      }
      return Optional.of(profile.toByteArray());
    } catch (DataFormatException _) {
      return Optional.empty();
    } finally {
      inflater.end();
    }
  }

  private static boolean starts(ByteBuffer bytes, String text) {
    byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] found = new byte[Math.min(expected.length, bytes.limit())];
    bytes.get(0, found);
    return Arrays.equals(expected, found);
  }

  /** The values of the first directory of a TIFF structure that have at most 2^24 bytes. */
  private static Map<Integer, byte[]> directory(ByteBuffer bytes) {
    bytes.order(bytes.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    Map<Integer, byte[]> tags = new TreeMap<>();
    int at = bytes.getInt(4);
    int count = Short.toUnsignedInt(bytes.getShort(at));
    for (int i = 0; i < count; i++) {
      int entry = at + 2 + 12 * i;
      int tag = Short.toUnsignedInt(bytes.getShort(entry));
      int size =
          switch (bytes.getShort(entry + 2)) {
            case 1, 2, 6, 7 -> 1;
            case 3, 8 -> 2;
            case 4, 9 -> 4;
            default -> 0;
          };
      long length = (long) size * Integer.toUnsignedLong(bytes.getInt(entry + 4));
      int start = length <= 4 ? entry + 8 : bytes.getInt(entry + 8);
      if (length > 0 && length <= MAX_PROFILE && start >= 0 && start <= bytes.limit() - length) {
        byte[] value = new byte[(int) length];
        bytes.get(start, value);
        tags.put(tag, value);
      }
    }
    return tags;
  }

  /** A whole number of two bytes or more, or -1. */
  private static int number(byte[] value, ByteBuffer in) {
    return value == null || value.length < 2
        ? -1
        : Short.toUnsignedInt(ByteBuffer.wrap(value).order(in.order()).getShort());
  }

  private static int orientation(Map<Integer, byte[]> tags, ByteBuffer in) {
    int found = number(tags.get(ORIENTATION), in);
    return found >= 1 && found <= 8 ? found : 1;
  }
}
