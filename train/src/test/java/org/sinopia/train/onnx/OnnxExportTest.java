package org.sinopia.train.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sinopia.nn.ConfigJson;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

/** Files are taken apart by the field numbers of onnx.proto. */
class OnnxExportTest {
  /** The operators of operator set 20 that are written. */
  private static final Set<String> OPERATORS =
      Set.of(
          "Add",
          "AveragePool",
          "Concat",
          "ConstantOfShape",
          "Conv",
          "Exp",
          "Expand",
          "EyeLike",
          "Gelu",
          "Identity",
          "LayerNormalization",
          "MatMul",
          "Mul",
          "Pad",
          "Reshape",
          "Selu",
          "Slice",
          "Softmax",
          "Split",
          "Transpose");

  @TempDir Path folder;

  /** A node with its operator and the names of its inputs and outputs. */
  private record Node(String operator, List<String> inputs, List<String> outputs) {}

  /** A file, parsed. */
  private record Model(
      long opset,
      List<Node> nodes,
      Map<String, UnknownFieldSet> constants,
      Map<String, List<String>> inputs,
      Map<String, List<String>> outputs) {}

  @ParameterizedTest
  @EnumSource
  void everyArchitectureBecomesAGraphInOrder(Architecture architecture) throws IOException {
    Recolourer model = architecture.paper().build();
    try (Scope scope = Scope.open(Device.cpu())) {
      model.allocate(scope, 1);
      Path file = folder.resolve("model.onnx");
      OnnxExport.write(model, 48, 32, file);
      Model read = parse(file);
      assertEquals(Map.of("input", List.of("batch", "3", "48", "32")), read.inputs());
      assertEquals(Map.of("output", List.of("batch", "3", "48", "32")), read.outputs());
      checkGraph(read);
      for (Map.Entry<String, Tensor> weight : model.state().entrySet()) {
        assertArrayEquals(
            weight.getValue().toFloats(),
            floats(read.constants().get(weight.getKey())),
            weight.getKey());
      }
    }
  }

  @Test
  void anEncoderHasTwoOutputsAndNoDecoder() throws IOException {
    VariationalEmbedder model = new VariationalEmbedder(EmbedderConfig.PAPER);
    try (Scope scope = Scope.open(Device.cpu())) {
      model.allocate(scope, 1);
      Path file = folder.resolve("encoder.onnx");
      OnnxExport.write(model, file);
      Model read = parse(file);
      checkGraph(read);
      assertEquals(List.of("batch", "512"), read.inputs().get("spectra"));
      assertEquals(List.of("batch", "3"), read.outputs().get("mu"));
      assertEquals(List.of("batch", "3"), read.outputs().get("logvar"));
      assertTrue(read.constants().keySet().stream().noneMatch(n -> n.startsWith("decoder")));
    }
  }

  @Test
  void aModelInTrainingIsRefused() {
    Recolourer model =
        ConfigJson.parse("{\"dropout\": 0.1}", "test", SmallUViTConfig.SMALL).build();
    try (Scope scope = Scope.open(Device.cpu())) {
      model.allocate(scope, 1);
      model.train();
      Path file = folder.resolve("model.onnx");
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> OnnxExport.write(model, 16, 16, file));
      assertTrue(e.getMessage().contains("evaluation mode"), e.getMessage());
      assertTrue(Files.notExists(file));
    }
  }

  /** Every input of a node was made before it; every name is made once; operators are known. */
  private static void checkGraph(Model model) {
    assertEquals(20, model.opset());
    Set<String> known = new HashSet<>(model.inputs().keySet());
    for (String constant : model.constants().keySet()) {
      assertTrue(known.add(constant), constant);
    }
    Set<String> used = new HashSet<>();
    for (Node node : model.nodes()) {
      assertTrue(OPERATORS.contains(node.operator()), node.operator());
      assertTrue(known.containsAll(node.inputs()), () -> "not yet made: " + node);
      used.addAll(node.inputs());
      node.outputs().forEach(output -> assertTrue(known.add(output), output));
    }
    assertTrue(known.containsAll(model.outputs().keySet()));
    used.addAll(model.outputs().keySet());
    known.removeAll(used);
    assertEquals(Set.of(), known, "made and never used");
  }

  private static Model parse(Path file) throws IOException {
    UnknownFieldSet model = UnknownFieldSet.parseFrom(Files.readAllBytes(file));
    UnknownFieldSet graph = message(model, 7);
    List<Node> nodes = new ArrayList<>();
    for (ByteString bytes : graph.getField(1).getLengthDelimitedList()) {
      UnknownFieldSet node = UnknownFieldSet.parseFrom(bytes);
      nodes.add(new Node(texts(node, 4).getFirst(), texts(node, 1), texts(node, 2)));
    }
    Map<String, UnknownFieldSet> constants = new HashMap<>();
    for (ByteString bytes : graph.getField(5).getLengthDelimitedList()) {
      UnknownFieldSet tensor = UnknownFieldSet.parseFrom(bytes);
      String name = texts(tensor, 8).getFirst();
      assertEquals(null, constants.put(name, tensor), "two constants " + name);
      long type = tensor.getField(2).getVarintList().getFirst();
      long elements = 1;
      for (long extent : packed(tensor, 1)) {
        elements *= extent;
      }
      int raw = tensor.getField(9).getLengthDelimitedList().getFirst().size();
      assertEquals(elements * (type == 1 ? Float.BYTES : Long.BYTES), raw, name);
    }
    long opset = message(model, 8).getField(2).getVarintList().getFirst();
    return new Model(opset, nodes, constants, shapes(graph, 11), shapes(graph, 12));
  }

  private static Map<String, List<String>> shapes(UnknownFieldSet graph, int field)
      throws IOException {
    Map<String, List<String>> shapes = new HashMap<>();
    for (ByteString bytes : graph.getField(field).getLengthDelimitedList()) {
      UnknownFieldSet info = UnknownFieldSet.parseFrom(bytes);
      UnknownFieldSet shape = message(message(message(info, 2), 1), 2);
      List<String> extents = new ArrayList<>();
      for (ByteString dimension : shape.getField(1).getLengthDelimitedList()) {
        UnknownFieldSet extent = UnknownFieldSet.parseFrom(dimension);
        extents.add(
            extent.hasField(2)
                ? texts(extent, 2).getFirst()
                : extent.getField(1).getVarintList().getFirst().toString());
      }
      shapes.put(texts(info, 1).getFirst(), extents);
    }
    return shapes;
  }

  private static UnknownFieldSet message(UnknownFieldSet of, int field) throws IOException {
    return UnknownFieldSet.parseFrom(of.getField(field).getLengthDelimitedList().getFirst());
  }

  private static List<String> texts(UnknownFieldSet of, int field) {
    return of.getField(field).getLengthDelimitedList().stream()
        .map(ByteString::toStringUtf8)
        .toList();
  }

  private static List<Long> packed(UnknownFieldSet of, int field) throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (ByteString bytes : of.getField(field).getLengthDelimitedList()) {
      CodedInputStream in = bytes.newCodedInput();
      while (!in.isAtEnd()) {
        numbers.add(in.readInt64());
      }
    }
    return numbers;
  }

  private static float[] floats(UnknownFieldSet tensor) {
    ByteString raw = tensor.getField(9).getLengthDelimitedList().getFirst();
    float[] elements = new float[raw.size() / Float.BYTES];
    raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(elements);
    return elements;
  }
}
