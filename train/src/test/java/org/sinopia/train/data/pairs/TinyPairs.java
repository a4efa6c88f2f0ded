package org.sinopia.train.data.pairs;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.npy.NpyArray;
import org.sinopia.xrf.picture.Picture;

/** Folders of pairs of smooth random pictures, whose latents are their colours. */
public final class TinyPairs {
  private TinyPairs() {}

  /** Writes six pairs, of which one is for the test and one for validation. */
  public static Path write(Path folder, int height, int width) throws IOException {
    Files.createDirectories(folder);
    List<PairsManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String name = "pair-" + i;
      float[] planes = planes(i, height, width);
      Picture.of(height, width, planes).writePng(folder.resolve(name + ".png"));
      latent(folder.resolve(name + ".npy"), Picture.read(folder.resolve(name + ".png")));
      ImageSplit split =
          i == 0 ? ImageSplit.TEST : i == 1 ? ImageSplit.VALIDATION : ImageSplit.TRAIN;
      entries.add(
          new PairsManifest.Entry(
              name, name + ".npy", name + ".png", height, width, split, null, null));
    }
    write(folder, new PairsManifest("00", "none", entries));
    return folder;
  }

  /** Replaces the list. */
  public static void write(Path folder, PairsManifest manifest) throws IOException {
    Files.writeString(folder.resolve(PairsManifest.FILE), ConfigJson.write(manifest));
  }

  private static float[] planes(int seed, int height, int width) {
    RandomStream random = new RandomStream(17, seed, 0);
    float[] planes = new float[3 * height * width];
    for (int c = 0; c < 3; c++) {
      double fx = random.between(0.1, 0.6);
      double fy = random.between(0.1, 0.6);
      double phase = random.between(0, 6);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          planes[(c * height + y) * width + x] =
              (float) (0.5 + 0.4 * Math.sin(fx * x + fy * y + phase));
        }
      }
    }
    return planes;
  }

  private static void latent(Path file, Picture picture) throws IOException {
    float[] planes = picture.planes();
    try (NpyArray array =
            NpyArray.create(file, SampleType.F32, 3, picture.height(), picture.width());
        Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocateFrom(ValueLayout.JAVA_FLOAT, planes);
      array.write(0, values);
      array.finish();
    }
  }
}
