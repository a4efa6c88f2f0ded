package org.sinopia.train.baseline;

import java.util.Arrays;
import java.util.Optional;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ClusteringOp;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairsManifest;

/**
 * For each pixel the colour of the training pixel whose latent is nearest, among {@value
 * #NEIGHBOURS} of them, by comparing it with all: that is one op of the device.
 */
final class NearestNeighbour implements ColouringMethod {
  private static final int NEIGHBOURS = 8192;

  private final Device device;
  private final int count;
  private final int channels;
  private final float[] latents;
  private final float[] colours;

  NearestNeighbour(TrainingPixels pixels, Device device) {
    this.device = device;
    this.count = Math.min(NEIGHBOURS, pixels.count());
    this.channels = pixels.channels();
    this.latents = Arrays.copyOf(pixels.latents(), count * channels);
    this.colours = Arrays.copyOf(pixels.colours(), count * 3);
  }

  @Override
  public String name() {
    return "nearest_neighbour";
  }

  @Override
  public Optional<float[]> colours(PairsManifest.Entry entry, LatentImage latent) {
    try (Scope known = Scope.open(device);
        Scope step = Scope.open(device)) {
      Tensor neighbours = known.of(latents, count, channels);
      PixelColours nearest = (batch, pixels) -> nearest(batch, pixels, neighbours, step);
      return Optional.of(nearest.of(latent));
    }
  }

  private float[] nearest(float[] batch, int pixels, Tensor neighbours, Scope step) {
    step.rewind();
    Tensor labels = step.empty(DType.I32, Shape.of(pixels));
    new ClusteringOp.KMeansAssign(
            step.of(batch, pixels, channels), neighbours, labels, step.empty(pixels))
        .run();
    double[] found = labels.toDoubles();
    float[] near = new float[pixels * 3];
    for (int i = 0; i < pixels; i++) {
      System.arraycopy(colours, 3 * (int) found[i], near, 3 * i, 3);
    }
    return near;
  }
}
