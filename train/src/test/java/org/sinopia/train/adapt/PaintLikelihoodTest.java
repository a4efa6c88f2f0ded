package org.sinopia.train.adapt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sinopia.train.baseline.KnownPaint;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.instrument.Channels;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.paint.ScannedSurface;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.paint.SurfacePainter;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.synthesis.SyntheticCube;

class PaintLikelihoodTest {
  private static final int SIDE = 16;
  private static final int BINS = 256;

  /** Another picture and other materials for each seed. */
  private static ScannedSurface scan(long seed) {
    Instrument instrument =
        Instruments.GENERIC.withAxis(Channels.of(new EnergyAxis(BINS, 0.5, 38.5))).withCounts(1000);
    SurfaceConfig config =
        new SurfaceConfig(PigmentLibrary.builtin(), Optional.empty(), Optional.empty(), 20, 12, 16);
    return new ScannedSurface(
        SurfacePainter.paint(Painter.paint(SIDE, SIDE, seed), config, seed), instrument);
  }

  private static List<float[]> pixels(ScannedSurface scan) throws Exception {
    List<float[]> pixels = new ArrayList<>();
    try (SyntheticCube cube = new SyntheticCube(scan, 1)) {
      for (int i = 0; i < SIDE; i++) {
        float[] counts = new float[BINS];
        cube.readFloats(new Tile(i, i, 1, 1), counts);
        pixels.add(counts);
      }
    }
    return pixels;
  }

  @Test
  void aPaintingsOwnPaintsExplainItBest() throws Exception {
    List<ScannedSurface> scans = List.of(scan(1), scan(2), scan(3), scan(4));
    for (ScannedSurface scan : scans) {
      PaintLikelihood likelihood = new PaintLikelihood(pixels(scan));
      double own = likelihood.of(KnownPaint.of(scan));
      for (ScannedSurface other : scans) {
        if (other != scan) {
          double others = likelihood.of(KnownPaint.of(other));
          assertTrue(own > others, own + " by its paints, " + others + " by another's");
        }
      }
    }
  }

  @Test
  void howManyCountsAPaintHasDoesNotMatter() {
    PaintLikelihood likelihood = new PaintLikelihood(List.of(new float[] {3, 0, 1}));
    KnownPaint paint = paint(1);
    assertEquals(likelihood.of(paint), likelihood.of(paint(7)), 1e-12);
  }

  private static KnownPaint paint(double scale) {
    return new KnownPaint(
        List.of(new double[] {scale, 2 * scale, 0}, new double[] {0, scale, scale}),
        List.of(new Srgb(1, 0, 0), new Srgb(0, 1, 0)),
        List.of(3L, 1L));
  }

  @Test
  void aCountWherePaintsHaveNoneIsUnlikelyButPossible() {
    KnownPaint paint = paint(1);
    double possible = new PaintLikelihood(List.of(new float[] {1, 1, 0})).of(paint);
    KnownPaint dark =
        new KnownPaint(List.of(new double[] {1, 0, 0}), List.of(new Srgb(0, 0, 0)), List.of(1L));
    double unlikely = new PaintLikelihood(List.of(new float[] {0, 0, 2})).of(dark);
    assertTrue(Double.isFinite(unlikely) && unlikely < possible - 5, unlikely + ", " + possible);
    double nothing = new PaintLikelihood(List.of(new float[3])).of(paint);
    assertEquals(0, nothing, 1e-12);
  }
}
