package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.FLOATS;
import static org.sinopia.tensor.cpu.TileProduct.WIDTH;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Encoder;

/**
 * Products by {@link TileProduct}, for machines with wide vectors. The weights are brought once for
 * the whole op into the form in which they are read; a library's product would do that again for
 * every tile and layer.
 *
 * <p>Features lie in panels of {@link TileProduct#WIDTH}: activations [panel][spectrum][WIDTH],
 * weights [panel of outputs][input][WIDTH], zero beyond the last output. Each latent is a sum over
 * inputs in their order, so it does not depend on the tile that its spectrum is in.
 */
final class PackedEncoder implements TileEncoder {
  /** Enough spectra for the weights to be read seldom, few enough for the second-level cache. */
  private static final int TILE = 64;

  private static final int WEIGHTS = 0;
  private static final int ACTIVATIONS = 1;

  /** Inputs transposed at a time, so that what is written stays in the first-level cache. */
  private static final int STRIP = 16;

  private final SpectrumRows rows;
  private final Layer[] layers;
  private final float[] weights;
  private final int half;

  /**
   * A layer in packed form, all heads being one.
   *
   * @param weightsAt where its weights start
   * @param biasAt where its biases start, as many as the panels hold
   */
  private record Layer(List<Encoder.Dense> parts, int in, int out, int weightsAt, int biasAt) {
    int panels() {
      return Math.ceilDiv(out, WIDTH);
    }

    int vectors(int panel) {
      return Math.ceilDiv(Math.min(WIDTH, out - panel * WIDTH), COUNT);
    }

    int end() {
      return biasAt + panels() * WIDTH;
    }
  }

  PackedEncoder(Encoder encoder, Workers workers) {
    this.rows = new SpectrumRows(encoder.scaling(), encoder.hidden().getFirst().in(), TILE * WIDTH);
    int hidden = encoder.hidden().size();
    this.layers = new Layer[hidden + 1];
    int at = 0;
    int widest = WIDTH;
    for (int i = 0; i <= hidden; i++) {
      List<Encoder.Dense> parts = i < hidden ? List.of(encoder.hidden().get(i)) : encoder.heads();
      int in = parts.getFirst().in();
      int out = parts.stream().mapToInt(Encoder.Dense::out).sum();
      int panels = Math.ceilDiv(out, WIDTH);
      layers[i] = new Layer(parts, in, out, at, at + panels * in * WIDTH);
      at = layers[i].end();
      widest = Math.max(widest, Math.max(Math.ceilDiv(in, WIDTH), panels) * WIDTH);
    }
    this.half = widest * TILE;
    this.weights = Scratch.floats(WEIGHTS, at);
    for (Layer layer : layers) {
      workers.run(layer.panels(), panel -> pack(layer, panel));
    }
  }

  private void pack(Layer layer, int panel) {
    int target = layer.weightsAt + panel * layer.in * WIDTH;
    int first = panel * WIDTH;
    if (layer.out - first < WIDTH) {
      Arrays.fill(weights, target, target + layer.in * WIDTH, 0);
      Arrays.fill(weights, layer.biasAt + first, layer.biasAt + first + WIDTH, 0);
    }
    int before = 0;
    for (Encoder.Dense part : layer.parts) {
      int from = Math.max(first, before);
      int to = Math.min(first + WIDTH, before + part.out());
      MemorySegment bias = part.bias().memory();
      for (int j = from; j < to; j++) {
        weights[layer.biasAt + j] = bias.getAtIndex(JAVA_FLOAT, j - before);
      }
      for (int strip = 0; strip < layer.in; strip += STRIP) {
        int end = Math.min(strip + STRIP, layer.in);
        for (int j = from; j < to; j++) {
          long row = Lanes.at(part.weight().memory(), (long) (j - before) * layer.in, layer.in);
          for (int k = strip; k < end; k++) {
            weights[target + k * WIDTH + j - first] = Lanes.get(row, k);
          }
        }
      }
      before += part.out();
    }
  }

  @Override
  public int spectra() {
    return TILE;
  }

  @Override
  public void encode(MemorySegment counts, int from, List<Tensor> latents, int first, int count) {
    float[] features = Scratch.floats(ACTIVATIONS, 2 * half);
    for (int i = 0; i < count; i++) {
      rows.load(counts, from + i, features, i * WIDTH);
    }
    int at = layers(features, count);
    int column = 0;
    for (Tensor latent : latents) {
      int width = latent.shape().extent(1);
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < width; j++) {
          int panel = (column + j) / WIDTH;
          int feature = at + (panel * TILE + i) * WIDTH + (column + j) % WIDTH;
          latent.memory().setAtIndex(JAVA_FLOAT, (long) (first + i) * width + j, features[feature]);
        }
      }
      column += width;
    }
  }

  /** Takes the first half of {@code features} through all layers; returns where it ends up. */
  private int layers(float[] features, int count) {
    int from = 0;
    for (int i = 0; i < layers.length; i++) {
      Layer layer = layers[i];
      int to = half - from;
      for (int panel = 0; panel < layer.panels(); panel++) {
        product(layer, panel, features, from, to + panel * TILE * WIDTH, count);
        if (i < layers.length - 1) {
          activate(features, to + panel * TILE * WIDTH, count, layer.vectors(panel));
        }
      }
      from = to;
    }
    return from;
  }

  private void product(Layer layer, int panel, float[] features, int from, int to, int count) {
    int vectors = layer.vectors(panel);
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          weights, layer.biasAt + panel * WIDTH, features, to + i * WIDTH, vectors * COUNT);
    }
    for (int k = 0; k < layer.in; k += WIDTH) {
      TileProduct.straight(
          count,
          features,
          from + k * TILE,
          weights,
          layer.weightsAt + (panel * layer.in + k) * WIDTH,
          WIDTH,
          Math.min(WIDTH, layer.in - k),
          features,
          to,
          WIDTH,
          vectors,
          false);
    }
  }

  private static void activate(float[] features, int at, int count, int vectors) {
    for (int i = 0; i < count; i++) {
      for (int v = 0; v < vectors; v++) {
        int index = at + i * WIDTH + v * COUNT;
        VectorMath.selu(FloatVector.fromArray(FLOATS, features, index)).intoArray(features, index);
      }
    }
  }
}
