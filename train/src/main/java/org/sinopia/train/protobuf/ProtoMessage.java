package org.sinopia.train.protobuf;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in the wire format of Protocol Buffers (protobuf.dev, "Encoding"), built field by field
 * without generated classes. Fields are written in the order in which they were added; a repeated
 * field is added once per element, or packed. The schema is the caller's business: nothing checks
 * that a field number has the type that a reader expects.
 */
public final class ProtoMessage {
  /** The wire type of what carries its length in front. */
  private static final int WIRE_LENGTH = 2;

  private final List<Field> fields = new ArrayList<>();
  private int size;

  /** One field with its tag. */
  @FunctionalInterface
  private interface Field {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /** A field of type int32, int64, uint64, bool or an enumeration, as a varint. */
  public ProtoMessage integer(int field, long value) {
    return add(
        CodedOutputStream.computeInt64Size(field, value), out -> out.writeInt64(field, value));
  }

  /** A field of type float. */
  public ProtoMessage float32(int field, float value) {
    return add(
        CodedOutputStream.computeFloatSize(field, value), out -> out.writeFloat(field, value));
  }

  /** A field of type double. */
  public ProtoMessage float64(int field, double value) {
    return add(
        CodedOutputStream.computeDoubleSize(field, value), out -> out.writeDouble(field, value));
  }

  /** A field of type string. */
  public ProtoMessage text(int field, String value) {
    return add(
        CodedOutputStream.computeStringSize(field, value), out -> out.writeString(field, value));
  }

  /** A field of type bytes; the array must not change before the message is written. */
  public ProtoMessage bytes(int field, byte[] value) {
    return add(
        CodedOutputStream.computeByteArraySize(field, value),
        out -> out.writeByteArray(field, value));
  }

  /** A field that is a message; it must not be added to afterwards. */
  public ProtoMessage message(int field, ProtoMessage value) {
    int inner = value.size;
    return add(
        tagged(field, inner),
        out -> {
          start(out, field, inner);
          value.writeFields(out);
        });
  }

  /** A packed repeated field of type int32 or int64. */
  public ProtoMessage integers(int field, long... values) {
    long[] kept = values.clone();
    int inner = 0;
    for (long value : kept) {
      inner += CodedOutputStream.computeInt64SizeNoTag(value);
    }
    int content = inner;
    return add(
        tagged(field, content),
        out -> {
          start(out, field, content);
          for (long value : kept) {
            out.writeInt64NoTag(value);
          }
        });
  }

  /** A packed repeated field of type double. */
  public ProtoMessage float64s(int field, double... values) {
    double[] kept = values.clone();
    int content = Math.multiplyExact(kept.length, Double.BYTES);
    return add(
        tagged(field, content),
        out -> {
          start(out, field, content);
          for (double value : kept) {
            out.writeDoubleNoTag(value);
          }
        });
  }

  /** The number of bytes that {@link #writeTo} writes. */
  public int size() {
    return size;
  }

  /** Writes all fields, without a length in front; does not close the stream. */
  public void writeTo(OutputStream out) throws IOException {
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    writeFields(coded);
    coded.flush();
  }

  /** The bytes that {@link #writeTo} writes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[size];
    CodedOutputStream coded = CodedOutputStream.newInstance(bytes);
    try {
      writeFields(coded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    coded.checkNoSpaceLeft();
    return bytes;
  }

  /**
   * Adds a field of that many bytes.
   *
   * @throws ArithmeticException if the message becomes longer than the 2 GiB that the format allows
   */
  private ProtoMessage add(int bytes, Field field) {
    size = Math.addExact(size, bytes);
    fields.add(field);
    return this;
  }

  private void writeFields(CodedOutputStream out) throws IOException {
    for (Field field : fields) {
      field.writeTo(out);
    }
  }

  private static int tagged(int field, int content) {
    return Math.addExact(
        CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(content),
        content);
  }

  private static void start(CodedOutputStream out, int field, int content) throws IOException {
    out.writeTag(field, WIRE_LENGTH);
    out.writeUInt32NoTag(content);
  }
}
