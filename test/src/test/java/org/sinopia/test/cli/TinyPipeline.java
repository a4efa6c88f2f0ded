package org.sinopia.test.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All of the pipeline, of no size at all, as left by the program's commands in a folder: six
 * paintings of 24 x 24 pixels, their cubes of 32 bins, an embedder, latents, a recolourer, and the
 * first painting recoloured.
 *
 * @param root the folder
 */
record TinyPipeline(Path root) {
  private static final String EMBEDDER =
      """
      {"model": {"bins": 32, "encoder": [12], "decoder": [12]}, "energy": {"bins": 32},
       "batch": 16, "spectra": 64, "sample": 40, "validation": 24,
       "least_clusters": 2, "most_clusters": 3,
       "loss": {"gamma": {"start": 0, "epochs": 1}},
       "run": {"steps_per_epoch": 4, "snapshot_steps": 2, "epochs": 2}}
      """;

  private static final String RECOLOURER =
      """
      {"model": {"patch": 4, "dim": 16, "heads": 2, "dim_head": 8, "depth": 1},
       "crop": 16, "batch": 2, "loss": {"kind": "redmean"}, "run": {"epochs": 2, "steps_per_epoch": 4}}
      """;

  /**
   * Runs it.
   *
   * @param root an empty folder
   */
  static TinyPipeline run(Path root) throws IOException {
    TinyPipeline p = new TinyPipeline(root);
    Files.writeString(p.embedderConfig(), EMBEDDER);
    Files.writeString(p.recolourerConfig(), RECOLOURER);
    done("paint", "--count", 6, "--size", "24x24", "--out", p.pictures());
    List<Object> synthesize = new ArrayList<>(List.of("synthesize", p.pictures()));
    synthesize.addAll(List.of("--bins", 32, "--clusters", 3, "--cluster-spread", 0));
    synthesize.addAll(List.of("--threshold", 0.9, "--photons", 50, "--out", p.cubes()));
    done(synthesize.toArray());
    done(training("train-embedder", "--cubes", p.cubes(), p.embedderConfig(), p.embedder()));
    done("embed", p.cubes(), "--model", p.embedder(), "--out", p.pairs(), "--device", "cpu");
    done(training("train-recolourer", "--pairs", p.pairs(), p.recolourerConfig(), p.recolourer()));
    List<Object> recolour = new ArrayList<>(List.of("recolour", p.cube()));
    recolour.addAll(List.of("--model", p.recolourer(), "--embedder", p.embedder()));
    recolour.addAll(List.of("--out", p.recoloured(), "--device", "cpu"));
    done(recolour.toArray());
    return p;
  }

  private static Object[] training(String command, String from, Path data, Path config, Path out) {
    List<Object> words = new ArrayList<>(List.of(command, from, data, "--config", config));
    words.addAll(List.of("--preset", "small", "--out", out, "--device", "cpu"));
    return words.toArray();
  }

  /** Runs the program, which must succeed and print to {@code stdout} alone. */
  static Ran done(Object... arguments) {
    Ran ran = Ran.sinopia(arguments);
    assertEquals(0, ran.status(), ran.err());
    assertEquals("", ran.err());
    return ran;
  }

  Path pictures() {
    return root.resolve("pictures");
  }

  Path picture() {
    return pictures().resolve("painting-000001.png");
  }

  Path cubes() {
    return root.resolve("cubes");
  }

  Path cube() {
    return cubes().resolve("painting-000001.h5");
  }

  Path embedderConfig() {
    return root.resolve("embedder.json");
  }

  Path embedder() {
    return root.resolve("embedder");
  }

  Path pairs() {
    return root.resolve("pairs");
  }

  Path recolourerConfig() {
    return root.resolve("recolourer.json");
  }

  Path recolourer() {
    return root.resolve("recolourer");
  }

  Path recoloured() {
    return root.resolve("recoloured.png");
  }
}
