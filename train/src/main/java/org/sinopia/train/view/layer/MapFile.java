package org.sinopia.train.view.layer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A plane as a file, written row by row: NumPy's NPY 1.0, or TIFF 6.0 with 32-bit floating-point
 * grey in one strip. Pixels without a number are NaN.
 */
public enum MapFile {
  NPY("application/octet-stream"),
  TIF("image/tiff");

  private static final int TIFF_ENTRIES = 11;
  private static final int TIFF_HEAD = 8 + 2 + 12 * TIFF_ENTRIES + 4;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private final String mediaType;

  MapFile(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  /** Bytes of the file. */
  public long size(Plane plane) {
    return head(plane).length + (long) plane.height() * plane.width() * Float.BYTES;
  }

  public void write(Plane plane, OutputStream out) throws IOException {
    out.write(head(plane));
    ByteBuffer row =
        ByteBuffer.allocate(plane.width() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int r = 0; r < plane.height(); r++) {
      for (int c = 0; c < plane.width(); c++) {
        row.putFloat(c * Float.BYTES, plane.get(r, c));
      }
      out.write(row.array());
    }
  }

  private byte[] head(Plane plane) {
    return switch (this) {
      case NPY -> npy(plane);
      case TIF -> tiff(plane);
    };
  }

  private static byte[] npy(Plane plane) {
    String text =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
            .formatted(plane.height(), plane.width());
    // The array begins at a multiple of 64 bytes.
    int length = Math.ceilDiv(10 + text.length() + 1, 64) * 64 - 10;
    ByteBuffer head = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
    head.put((byte) 0x93).put("NUMPY".getBytes(US_ASCII)).put((byte) 1).put((byte) 0);
    head.putShort((short) length).put(text.getBytes(US_ASCII));
    while (head.remaining() > 1) {
      head.put((byte) ' ');
    }
    return head.put((byte) '\n').array();
  }

  private static byte[] tiff(Plane plane) {
    ByteBuffer head = ByteBuffer.allocate(TIFF_HEAD).order(ByteOrder.LITTLE_ENDIAN);
    head.put("II".getBytes(US_ASCII)).putShort((short) 42).putInt(8);
    head.putShort((short) TIFF_ENTRIES);
    entry(head, 256, LONG, plane.width());
    entry(head, 257, LONG, plane.height());
    entry(head, 258, SHORT, 32);
    entry(head, 259, SHORT, 1);
    entry(head, 262, SHORT, 1);
    entry(head, 273, LONG, TIFF_HEAD);
    entry(head, 277, SHORT, 1);
    entry(head, 278, LONG, plane.height());
    entry(head, 279, LONG, Math.toIntExact((long) plane.height() * plane.width() * Float.BYTES));
    entry(head, 284, SHORT, 1);
    // SampleFormat: IEEE floating point.
    entry(head, 339, SHORT, 3);
    return head.putInt(0).array();
  }

  private static void entry(ByteBuffer head, int tag, int type, int value) {
    head.putShort((short) tag).putShort((short) type).putInt(1).putInt(value);
  }
}
