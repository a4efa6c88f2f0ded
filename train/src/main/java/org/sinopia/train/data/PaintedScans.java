package org.sinopia.train.data;

import java.util.Optional;
import org.sinopia.tensor.random.Philox;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.instrument.Channels;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.InstrumentDraw;
import org.sinopia.xrf.instrument.SpectrumTable;
import org.sinopia.xrf.paint.PaintedSurface;
import org.sinopia.xrf.paint.ScannedSurface;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.paint.SurfacePainter;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.synthesis.SyntheticCube;

/**
 * Paints pictures and scans them. Each picture has its own chance, which follows from the seed and
 * its name, so that it does not depend on the other pictures.
 *
 * <p>Safe for several threads.
 */
public final class PaintedScans {
  private final SurfaceConfig config;
  private final Optional<Scanner> scanner;
  private final Optional<EnergyAxis> axis;
  private final Optional<Double> photons;
  private final long seed;

  /**
   * An instrument and its spectra.
   *
   * @param endKev where its own axis ends
   */
  private record Scanner(Instrument instrument, SpectrumTable table, double endKev) {}

  /**
   * Prepares scans.
   *
   * @param config how pictures are painted
   * @param instrument what scans them; empty for a random one for each
   * @param axis energy axis of the scans; empty for the instrument's
   * @param photons mean number of photons in a pixel; empty for the instrument's
   * @param seed of all chance
   */
  public PaintedScans(
      SurfaceConfig config,
      Optional<Instrument> instrument,
      Optional<EnergyAxis> axis,
      Optional<Double> photons,
      long seed) {
    this.config = config;
    this.axis = axis;
    this.photons = photons;
    this.seed = seed;
    this.scanner = instrument.map(this::scanner);
  }

  /**
   * The scan of a picture.
   *
   * @param name of the scan
   * @param original name of the picture's file
   * @param picture what is painted
   */
  public SyntheticPainting of(String name, String original, Picture picture) {
    long own = seedOf(name);
    return scan(name, original, picture, SurfacePainter.paint(picture, config, own), own);
  }

  /**
   * The scan of a picture that is painted over another of the same size.
   *
   * @param hidden the other
   */
  public SyntheticPainting over(String name, String original, Picture picture, Picture hidden) {
    long own = seedOf(name);
    return scan(
        name, original, picture, SurfacePainter.paintOver(picture, hidden, config, own), own);
  }

  private SyntheticPainting scan(
      String name, String original, Picture picture, PaintedSurface surface, long own) {
    Scanner used = scanner.orElseGet(() -> scanner(InstrumentDraw.of(own)));
    ScannedSurface scan = new ScannedSurface(surface, used.instrument, used.table, used.endKev);
    return SyntheticPainting.painted(name, original, picture, scan, new SyntheticCube(scan, own));
  }

  private Scanner scanner(Instrument instrument) {
    Instrument used = photons.map(instrument::withCounts).orElse(instrument);
    used = axis.isPresent() ? used.withAxis(Channels.of(axis.get())) : used;
    return new Scanner(used, new SpectrumTable(used), instrument.energyAxis().toKev());
  }

  /** The seed of a picture, non-negative so that it can be read in a file's name. */
  private long seedOf(String name) {
    int[] words = new int[4];
    Philox.block(seed, 0x5063747572L, name.hashCode(), words, 0);
    return (Integer.toUnsignedLong(words[0]) << 31 | words[1] >>> 1) & Long.MAX_VALUE;
  }
}
