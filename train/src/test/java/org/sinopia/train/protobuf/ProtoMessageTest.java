package org.sinopia.train.protobuf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.ListValue;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ProtoMessageTest {
  @Test
  void theExamplesOfTheFormatsDescriptionComeOutByteForByte() {
    // protobuf.dev/programming-guides/encoding: 1: 150; 2: "testing"; 3: {1: 150}; 6: packed 3,
    // 270, 86942.
    assertEquals("089601", hex(new ProtoMessage().integer(1, 150)));
    assertEquals("120774657374696e67", hex(new ProtoMessage().text(2, "testing")));
    assertEquals(
        "1a03089601", hex(new ProtoMessage().message(3, new ProtoMessage().integer(1, 150))));
    assertEquals("3206038e029ea705", hex(new ProtoMessage().integers(6, 3, 270, 86942)));
    assertEquals("08feffffffffffffffff01", hex(new ProtoMessage().integer(1, -2)));
  }

  @Test
  void aParserOfTheSchemaReadsNestedMessages() throws IOException {
    ProtoMessage field =
        new ProtoMessage()
            .text(FieldDescriptorProto.NAME_FIELD_NUMBER, "größe")
            .integer(FieldDescriptorProto.NUMBER_FIELD_NUMBER, 7)
            .integer(
                FieldDescriptorProto.TYPE_FIELD_NUMBER, FieldDescriptorProto.Type.TYPE_FLOAT_VALUE);
    ProtoMessage type = new ProtoMessage().text(1, "Picture").message(2, field).message(2, field);
    FileDescriptorProto read =
        FileDescriptorProto.parseFrom(
            new ProtoMessage().text(1, "a.proto").message(4, type).toBytes());
    assertEquals("a.proto", read.getName());
    assertEquals(2, read.getMessageType(0).getFieldCount());
    assertEquals("größe", read.getMessageType(0).getField(1).getName());
    assertEquals(7, read.getMessageType(0).getField(0).getNumber());
    assertEquals(
        FieldDescriptorProto.Type.TYPE_FLOAT, read.getMessageType(0).getField(0).getType());
  }

  @Property
  void anyIntegerStringAndBytesComeBack(
      @ForAll long integer, @ForAll double real, @ForAll byte[] content) throws IOException {
    ProtoMessage message =
        new ProtoMessage()
            .integer(UninterpretedOption.NEGATIVE_INT_VALUE_FIELD_NUMBER, integer)
            .float64(UninterpretedOption.DOUBLE_VALUE_FIELD_NUMBER, real)
            .bytes(UninterpretedOption.STRING_VALUE_FIELD_NUMBER, content);
    UninterpretedOption read = UninterpretedOption.parseFrom(message.toBytes());
    assertEquals(integer, read.getNegativeIntValue());
    assertEquals(real, read.getDoubleValue());
    assertArrayEquals(content, read.getStringValue().toByteArray());
  }

  @Test
  void floatsAndPackedDoublesAreLittleEndian() throws IOException {
    UnknownFieldSet read =
        UnknownFieldSet.parseFrom(
            new ProtoMessage().float32(2, -1.5f).float64s(3, 1, -0.5).toBytes());
    assertEquals(
        Float.floatToRawIntBits(-1.5f), read.getField(2).getFixed32List().getFirst().intValue());
    assertEquals(
        "000000000000f03f000000000000e0bf",
        HexFormat.of()
            .formatHex(read.getField(3).getLengthDelimitedList().getFirst().toByteArray()));
  }

  @Test
  void sizeIsWhatIsWritten() throws IOException {
    ProtoMessage message = new ProtoMessage().bytes(1, new byte[100_000]).text(2, "");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(out);
    assertEquals(message.size(), out.size());
    assertArrayEquals(message.toBytes(), out.toByteArray());
  }

  @Test
  void deepNestingParses() throws IOException {
    ProtoMessage value = new ProtoMessage().integer(Value.BOOL_VALUE_FIELD_NUMBER, 1);
    for (int i = 0; i < 20; i++) {
      ProtoMessage list = new ProtoMessage().message(ListValue.VALUES_FIELD_NUMBER, value);
      value = new ProtoMessage().message(Value.LIST_VALUE_FIELD_NUMBER, list);
    }
    Value read = Value.parseFrom(value.toBytes());
    for (int i = 0; i < 20; i++) {
      assertFalse(read.getBoolValue());
      read = read.getListValue().getValues(0);
    }
    assertTrue(read.getBoolValue());
  }

  private static String hex(ProtoMessage message) {
    return HexFormat.of().formatHex(message.toBytes());
  }
}
