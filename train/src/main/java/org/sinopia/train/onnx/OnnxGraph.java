package org.sinopia.train.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sinopia.train.protobuf.ProtoMessage;

/**
 * A graph in ONNX's intermediate representation (github.com/onnx/onnx, IR.md; field numbers from
 * onnx.proto): nodes in the order in which they are computed, constants, inputs, outputs. All
 * values are float32 but shapes and indices, which are int64.
 */
final class OnnxGraph {
  /** The first operator set with GELU as an operator; it contains LayerNormalization (17). */
  static final int OPSET = 20;

  /** The version of the representation that belongs to that operator set. */
  private static final int IR = 9;

  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  /** Kinds of attributes. */
  private static final int REAL = 1;

  private static final int INTEGER = 2;
  private static final int TEXT = 3;
  private static final int INTEGERS = 7;

  private final ProtoMessage graph = new ProtoMessage();
  private final Map<String, String> integers = new LinkedHashMap<>();
  private int values;

  OnnxGraph(String name) {
    graph.text(2, name);
  }

  /** A node before it joins the graph. */
  final class Node {
    private final String operator;
    private final List<String> inputs;
    private final List<ProtoMessage> attributes = new ArrayList<>();

    private Node(String operator, List<String> inputs) {
      this.operator = operator;
      this.inputs = inputs;
    }

    Node with(String name, long value) {
      return with(INTEGER, new ProtoMessage().text(1, name).integer(3, value));
    }

    Node with(String name, double value) {
      return with(REAL, new ProtoMessage().text(1, name).float32(2, (float) value));
    }

    Node with(String name, String value) {
      return with(TEXT, new ProtoMessage().text(1, name).text(4, value));
    }

    Node withAll(String name, long... values) {
      return with(INTEGERS, new ProtoMessage().text(1, name).integers(8, values));
    }

    private Node with(int kind, ProtoMessage attribute) {
      attributes.add(attribute.integer(20, kind));
      return this;
    }

    /** Joins the graph; the name of its one output. */
    String output() {
      return outputs(1).getFirst();
    }

    /** Joins the graph; the names of its outputs. */
    List<String> outputs(int count) {
      List<String> outputs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        outputs.add(operator.toLowerCase(Locale.ROOT) + "_" + values++);
      }
      join(outputs);
      return outputs;
    }

    /** Joins the graph with an output of a given name. */
    void named(String output) {
      join(List.of(output));
    }

    private void join(List<String> outputs) {
      ProtoMessage node = new ProtoMessage();
      inputs.forEach(input -> node.text(1, input));
      outputs.forEach(output -> node.text(2, output));
      node.text(3, outputs.getFirst()).text(4, operator);
      attributes.forEach(attribute -> node.message(5, attribute));
      graph.message(1, node);
    }
  }

  /** A node of an operator, by its name in the operator set. */
  Node node(String operator, String... inputs) {
    return new Node(operator, List.of(inputs));
  }

  /** A constant tensor. */
  String constant(String name, long[] extents, float[] elements) {
    ByteBuffer raw =
        ByteBuffer.allocate(Math.multiplyExact(elements.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(elements);
    return initializer(name, FLOAT, extents, raw.array());
  }

  /** A scalar constant. */
  String constant(double value) {
    return constant("constant_" + values++, new long[0], new float[] {(float) value});
  }

  /** A list of integers; the same list is the same constant. */
  String integers(long... elements) {
    String key = Arrays.toString(elements);
    return integers.computeIfAbsent(
        key,
        _ -> {
          ByteBuffer raw =
              ByteBuffer.allocate(elements.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          raw.asLongBuffer().put(elements);
          String name = "integers_" + integers.size();
          return initializer(name, INT64, new long[] {elements.length}, raw.array());
        });
  }

  private String initializer(String name, int type, long[] extents, byte[] raw) {
    graph.message(
        5, new ProtoMessage().integers(1, extents).integer(2, type).text(8, name).bytes(9, raw));
    return name;
  }

  /** Declares an input, whose first axis is the batch. */
  void input(String name, long... extents) {
    graph.message(11, described(name, extents));
  }

  /** Declares an output, whose first axis is the batch. */
  void output(String name, long... extents) {
    graph.message(12, described(name, extents));
  }

  private static ProtoMessage described(String name, long... extents) {
    ProtoMessage shape = new ProtoMessage().message(1, new ProtoMessage().text(2, "batch"));
    for (int i = 1; i < extents.length; i++) {
      shape.message(1, new ProtoMessage().integer(1, extents[i]));
    }
    ProtoMessage tensor = new ProtoMessage().integer(1, FLOAT).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }

  /** Writes the whole model; nothing can be added afterwards. */
  void writeTo(OutputStream out) throws IOException {
    new ProtoMessage()
        .integer(1, IR)
        .text(2, "sinopia")
        .message(7, graph)
        .message(8, new ProtoMessage().integer(2, OPSET))
        .writeTo(out);
  }
}
