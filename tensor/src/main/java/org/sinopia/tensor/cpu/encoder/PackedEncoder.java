package org.sinopia.tensor.cpu.encoder;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.products.RegisterTile.DEPTH;
import static org.sinopia.tensor.cpu.products.RegisterTile.ROWS;
import static org.sinopia.tensor.cpu.products.RegisterTile.WIDTH;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;
import static org.sinopia.tensor.cpu.simd.SquareTransposition.SIDE;

import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.products.PanelCopy;
import org.sinopia.tensor.cpu.products.ProductTime;
import org.sinopia.tensor.cpu.products.RegisterTile;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.cpu.simd.SquareTransposition;
import org.sinopia.tensor.cpu.simd.VectorMath;
import org.sinopia.tensor.op.Encoder;

/**
 * All layers of an encoder for a tile of spectra at a time, whose activations stay in the
 * second-level cache. Made by the thread that runs the op, used by all workers. Products are as in
 * {@code PackedProduct}, but the weights are brought once for the whole op into the form in which
 * they are read.
 *
 * <p>Activations lie in blocks of {@link RegisterTile#DEPTH} features, [block][spectrum][DEPTH];
 * weights in panels of {@link RegisterTile#WIDTH} outputs, [panel][input][WIDTH], zero beyond the
 * last output. Each latent is a sum over inputs in their order, so it does not depend on the tile
 * that its spectrum is in.
 */
final class PackedEncoder {
  /** Enough spectra for the weights to be read seldom, few enough for the second-level cache. */
  static final int TILE = 64;

  private static final int WEIGHTS = 0;
  private static final int ACTIVATIONS = 1;
  private static final int STRIP = 2;
  private static final int SQUARE = 3;

  private final SpectrumRows rows;
  private final Layer[] layers;
  private final float[] weights;
  private final int half;

  /**
   * A layer in packed form, all heads being one.
   *
   * @param before panels of the layers before
   * @param weightsAt where its weights start
   * @param biasAt where its biases start, as many as the panels hold
   */
  private record Layer(
      List<Encoder.Dense> parts, int in, int out, int before, int weightsAt, int biasAt) {
    int panels() {
      return Math.ceilDiv(out, WIDTH);
    }

    int endOfPanels() {
      return before + panels();
    }

    int end() {
      return biasAt + panels() * WIDTH;
    }
  }

  PackedEncoder(Encoder encoder, Workers workers) {
    int bins = encoder.hidden().getFirst().in();
    this.rows = new SpectrumRows(encoder.scaling(), bins, TILE * DEPTH);
    int hidden = encoder.hidden().size();
    this.layers = new Layer[hidden + 1];
    int at = 0;
    int panels = 0;
    int widest = bins;
    for (int i = 0; i <= hidden; i++) {
      List<Encoder.Dense> parts = i < hidden ? List.of(encoder.hidden().get(i)) : encoder.heads();
      int in = parts.getFirst().in();
      int out = parts.stream().mapToInt(Encoder.Dense::out).sum();
      int end = at + Math.ceilDiv(out, WIDTH) * WIDTH * in;
      layers[i] = new Layer(parts, in, out, panels, at, end);
      at = layers[i].end();
      panels = layers[i].endOfPanels();
      widest = Math.max(widest, out);
    }
    this.half = Math.ceilDiv(widest, DEPTH) * DEPTH * TILE;
    this.weights = Scratch.floats(WEIGHTS, at);
    workers.run(panels, this::pack);
  }

  private void pack(int panel) {
    int i = 0;
    while (panel >= layers[i].endOfPanels()) {
      i++;
    }
    pack(layers[i], panel - layers[i].before);
  }

  private void pack(Layer layer, int panel) {
    float[] strip = Scratch.floats(STRIP, SIDE * DEPTH);
    float[] square = Scratch.floats(SQUARE, SIDE * SIDE);
    for (int j = 0; j < WIDTH; j += SIDE) {
      int first = panel * WIDTH + j;
      int outputs = Math.clamp(layer.out - first, 0, SIDE);
      int target = layer.weightsAt + panel * layer.in * WIDTH + j;
      FloatVector.zero(FLOATS).intoArray(weights, layer.biasAt + first);
      for (int k = 0; k < layer.in; k += DEPTH) {
        int inputs = Math.min(DEPTH, layer.in - k);
        for (int r = 0; r < outputs; r++) {
          gather(layer, first + r, k, inputs, strip, r * DEPTH);
        }
        SquareTransposition.all(
            strip, 0, DEPTH, outputs, inputs, 1, square, weights, target + k * WIDTH, SIDE, WIDTH);
      }
    }
  }

  /** Some weights of one output, and its bias. */
  private void gather(Layer layer, int output, int from, int inputs, float[] strip, int at) {
    int row = output;
    int part = 0;
    while (row >= layer.parts.get(part).out()) {
      row -= layer.parts.get(part).out();
      part++;
    }
    Encoder.Dense dense = layer.parts.get(part);
    weights[layer.biasAt + output] = dense.bias().memory().getAtIndex(JAVA_FLOAT, row);
    long address = FloatVectors.at(dense.weight().memory(), (long) row * layer.in + from, inputs);
    PanelCopy.rows(address, 0, 1, inputs, 1, strip, at, DEPTH);
  }

  /**
   * Encodes at most a tile.
   *
   * @param counts [… , bins]
   * @param from the first spectrum's index in {@code counts}
   * @param latents [n, out] for each head
   * @param first the first spectrum's index in {@code latents}
   * @param count how many spectra
   */
  void encode(MemorySegment counts, int from, List<Tensor> latents, int first, int count) {
    float[] features = Scratch.floats(ACTIVATIONS, 2 * half);
    for (int i = 0; i < count; i++) {
      rows.load(counts, from + i, features, i * DEPTH);
    }
    int at = layers(features, count);
    int column = 0;
    for (Tensor latent : latents) {
      int width = latent.shape().extent(1);
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < width; j++) {
          latent
              .memory()
              .setAtIndex(
                  JAVA_FLOAT, (long) (first + i) * width + j, features[at + place(column + j, i)]);
        }
      }
      column += width;
    }
  }

  private static int place(int feature, int spectrum) {
    return (feature / DEPTH * TILE + spectrum) * DEPTH + feature % DEPTH;
  }

  /** Takes the first half of {@code features} through all layers; returns where it ends up. */
  private int layers(float[] features, int count) {
    int from = 0;
    for (int i = 0; i < layers.length; i++) {
      Layer layer = layers[i];
      int to = half - from;
      for (int panel = 0; panel < layer.panels(); panel++) {
        int at = to + place(panel * WIDTH, 0);
        product(layer, panel, features, from, at, count);
        if (i < layers.length - 1) {
          activate(features, at, count);
        }
      }
      from = to;
    }
    return from;
  }

  private void product(Layer layer, int panel, float[] features, int from, int to, int count) {
    long start = ProductTime.start();
    int row = layer.weightsAt + panel * layer.in * WIDTH;
    int bias = layer.biasAt + panel * WIDTH;
    for (int k = 0; k < layer.in; k += DEPTH) {
      int steps = Math.min(DEPTH, layer.in - k);
      int weightsAt = row + k * WIDTH;
      float[] old = k == 0 ? weights : features;
      for (int i = 0; i < count; i += ROWS) {
        int at = to + i * DEPTH;
        int oldAt = k == 0 ? bias : at;
        int oldRow = k == 0 ? 0 : DEPTH;
        RegisterTile.rowsTwo(
            features,
            from + place(k, i),
            weights,
            weightsAt,
            steps,
            old,
            oldAt,
            oldRow,
            features,
            at,
            DEPTH);
      }
    }
    ProductTime.stop(start);
  }

  private static void activate(float[] features, int at, int count) {
    for (int x = at; x < at + WIDTH; x += COUNT) {
      for (int i = x; i < x + count * DEPTH; i += DEPTH) {
        VectorMath.selu(FloatVector.fromArray(FLOATS, features, i)).intoArray(features, i);
      }
    }
  }
}
