package org.sinopia.train.inference;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.npy.NpyArray;
import org.sinopia.xrf.picture.Picture;

/** Folders of pairs whose pictures are smooth functions of their latents, pixel by pixel. */
public final class PairsFiles {
  private static final List<String> NAMES =
      List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

  private PairsFiles() {}

  /** Six pictures for training, one for validation, two for the test. */
  public static void write(Path folder, int height, int width) throws IOException {
    List<PairsManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      String name = NAMES.get(i);
      float[] latent = latent(height, width, i);
      try (NpyArray array =
          NpyArray.create(folder.resolve(name + ".npy"), SampleType.F32, 3, height, width)) {
        array.write(0, MemorySegment.ofArray(latent));
        array.finish();
      }
      Picture.of(height, width, colours(latent, 255)).writePng(folder.resolve(name + ".png"));
      Picture.of(height, width, colours(latent, 2))
          .writePng(folder.resolve(name + "-clustered.png"));
      entries.add(
          new PairsManifest.Entry(
              name,
              name + ".npy",
              name + ".png",
              height,
              width,
              i < 6 ? ImageSplit.TRAIN : i < 7 ? ImageSplit.VALIDATION : ImageSplit.TEST,
              name + "-clustered.png",
              null));
    }
    Files.writeString(
        folder.resolve(PairsManifest.FILE),
        ConfigJson.write(new PairsManifest("0".repeat(64), "embedder", entries)));
  }

  /** Waves of random lengths. */
  private static float[] latent(int height, int width, int picture) {
    float[] values = new float[3 * height * width];
    for (int c = 0; c < 3; c++) {
      RandomStream random = new RandomStream(3, picture, c);
      double down = random.between(0.1, 0.6);
      double across = random.between(0.1, 0.6);
      double phase = random.between(0, 6);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          values[(c * height + y) * width + x] =
              (float) (1.5 * Math.sin(phase + y * down + x * across));
        }
      }
    }
    return values;
  }

  /** Each component a logistic function of one channel, in a number of steps. */
  private static float[] colours(float[] latent, int steps) {
    float[] colours = new float[latent.length];
    for (int i = 0; i < colours.length; i++) {
      double component = 1 / (1 + Math.exp(-2 * latent[i]));
      colours[i] = (float) (Math.round(component * steps) / (double) steps);
    }
    return colours;
  }
}
