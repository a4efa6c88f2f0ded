package org.sinopia.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.picture.Picture;

class VariedPicturesTest {
  private static final int SIDE = 16;

  @TempDir private Path folder;
  private final SequencedMap<String, Path> files = new LinkedHashMap<>();

  @BeforeEach
  void twoPictures() throws IOException {
    write("red", 0.8f, 0.1f, 0.1f);
    write("blue", 0.1f, 0.2f, 0.8f);
  }

  /** A picture of a colour that grows darker from left to right. */
  private void write(String name, float r, float g, float b) throws IOException {
    int pixels = 40 * 60;
    float[] planes = new float[3 * pixels];
    for (int i = 0; i < pixels; i++) {
      float light = 1 - (i % 60) / 90f;
      planes[i] = light * r;
      planes[pixels + i] = light * g;
      planes[2 * pixels + i] = light * b;
    }
    Path file = folder.resolve(name + ".png");
    Picture.of(40, 60, planes).writePng(file);
    files.put(name, file);
  }

  private VariedPictures varied(long seed) {
    return new VariedPictures(files, Optional.of(SIDE), seed);
  }

  @Test
  void picturesComeInTurnAndEachTimeAnew() throws IOException {
    VariedPictures pictures = varied(1);
    Set<String> names = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      VariedPictures.Varied one = pictures.of(i);
      assertEquals(files.get(i % 2 == 0 ? "red" : "blue"), one.file());
      assertEquals(SIDE, one.picture().height());
      assertEquals(SIDE, one.picture().width());
      names.add(one.name());
      seen.add(Arrays.toString(one.picture().planes()));
    }
    assertEquals(12, names.size());
    assertEquals(12, seen.size());
  }

  @Test
  void coloursLieBetweenItsOwnAndThoseOfAnother() throws IOException {
    VariedPictures pictures = varied(2);
    double reddest = 0;
    double bluest = 0;
    for (int i = 0; i < 40; i += 2) {
      float[] planes = pictures.of(i).picture().planes();
      int pixels = SIDE * SIDE;
      double red = 0;
      double blue = 0;
      for (int k = 0; k < pixels; k++) {
        red += planes[k];
        blue += planes[2 * pixels + k];
      }
      double share = red / (red + blue);
      reddest = Math.max(reddest, share);
      bluest = Math.max(bluest, 1 - share);
    }
    assertTrue(reddest > 0.75, "the red picture is sometimes red, at most " + reddest);
    assertTrue(bluest > 0.6, "the red picture is sometimes blue, at most " + bluest);
  }

  @Test
  void numberAndSeedMakeIt() throws IOException {
    float[] one = varied(3).of(5).picture().planes();
    assertArrayEquals(one, varied(3).of(5).picture().planes());
    assertTrue(!Arrays.equals(one, varied(4).of(5).picture().planes()));
  }

  @Test
  void noPicturesAreRefused() {
    assertEquals(
        "pictures to vary: none, expected at least one",
        assertThrows(
                IllegalArgumentException.class,
                () -> new VariedPictures(new LinkedHashMap<>(), Optional.empty(), 1))
            .getMessage());
  }
}
