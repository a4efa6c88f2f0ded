package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sinopia.tensor.Device;
import org.sinopia.xrf.fit.lines.FitRange;
import org.sinopia.xrf.physics.atom.Element;

/**
 * Pixels of one scan fitted a block at a time, in any order, for maps that are shown while they
 * grow. The values are those of {@link FitMaps}. Belongs to one thread.
 */
public final class BlockFit implements AutoCloseable {

  private final FitRange range;
  private final List<FitMaps.Wanted> wanted;
  private final int components;
  private final PixelFit pixelFit;

  private BlockFit(FitRange range, List<FitMaps.Wanted> wanted, int components, PixelFit pixelFit) {
    this.range = range;
    this.wanted = wanted;
    this.components = components;
    this.pixelFit = pixelFit;
  }

  /**
   * Prepares maps of elements; of each, the family with the most counts in a thin layer.
   *
   * @param fit of the scan
   * @param elements what is mapped
   * @param device where it is computed
   * @throws IllegalArgumentException if an element has no line on the axis
   */
  public static BlockFit of(ScanFit fit, List<Element> elements, Device device) {
    Solution solution = fit.sum().solution();
    List<FitMaps.Wanted> wanted = new ArrayList<>();
    for (Element element : elements) {
      wanted.add(FitMaps.wanted(fit.sum(), solution, element, Optional.empty()));
    }
    return new BlockFit(
        fit.sum().range(),
        List.copyOf(wanted),
        solution.components().size(),
        FitMaps.pixelFit(fit, solution, device));
  }

  /** The family that map {@code index} shows, such as {@code Fe K}. */
  public String name(int index) {
    return wanted.get(index).name() + " " + wanted.get(index).line();
  }

  /**
   * Fits a block.
   *
   * @param spectra at least {@code pixels} whole spectra of the scan's axis, one after another
   * @param pixels how many are fitted
   * @param written whether the file holds a pixel's samples, for each of them
   * @return net counts, [elements, pixels]; NaN where a pixel is missing
   */
  public float[] fit(float[] spectra, int pixels, boolean[] written) {
    SpectrumBatch batch = new SpectrumBatch(range, pixels);
    batch.put(spectra, written);
    float[] amplitudes =
        batch.isEmpty() ? new float[pixels * components] : pixelFit.amplitudes(batch.counts());
    float[] maps = new float[wanted.size() * pixels];
    for (int m = 0; m < wanted.size(); m++) {
      FitMaps.Wanted one = wanted.get(m);
      for (int p = 0; p < pixels; p++) {
        maps[m * pixels + p] =
            batch.missing(p)
                ? Float.NaN
                : (float) (one.share() * amplitudes[p * components + one.component()]);
      }
    }
    return maps;
  }

  @Override
  public void close() {
    pixelFit.close();
  }
}
