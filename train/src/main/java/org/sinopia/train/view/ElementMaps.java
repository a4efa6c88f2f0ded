package org.sinopia.train.view;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.tensor.Device;
import org.sinopia.train.view.layer.GrowingPlane;
import org.sinopia.train.view.layer.Plane;
import org.sinopia.train.view.reading.CellOrder;
import org.sinopia.train.view.reading.Pass;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.fit.BlockFit;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.physics.atom.Element;

/** The pass that maps all elements of a scan by the fit of line families. */
final class ElementMaps {
  private static final int BATCH = 4096;

  private final CubeHeader header;
  private final ScanFit fit;
  private final List<Element> elements;
  private final List<GrowingPlane> planes = new ArrayList<>();

  /**
   * Prepares the maps.
   *
   * @param header of the scan
   * @param fit of the scan
   * @param elements what is mapped
   */
  ElementMaps(CubeHeader header, ScanFit fit, List<Element> elements) {
    this.header = header;
    this.fit = fit;
    this.elements = List.copyOf(elements);
    elements.forEach(_ -> planes.add(new GrowingPlane(header.height(), header.width())));
  }

  /** The map of an element, as far as it is known. */
  Plane plane(int element) {
    return planes.get(element).plane();
  }

  /** The work, for the thread that does it. */
  Pass.Work work(Device device) {
    BlockFit blocks = BlockFit.of(fit, elements, device);
    return new Pass.Work() {
      @Override
      public int firstBin() {
        return 0;
      }

      @Override
      public int endBin() {
        return header.bins();
      }

      @Override
      public void take(CellOrder.Step step, float[] spectra, boolean[] written) {
        fit(blocks, step, spectra, written);
      }

      @Override
      public void close() {
        blocks.close();
      }
    };
  }

  private void fit(BlockFit blocks, CellOrder.Step step, float[] spectra, boolean[] written) {
    Tile tile = step.tile();
    int pixels = written.length;
    int bins = header.bins();
    float[] maps = new float[elements.size() * pixels];
    float[] batch = new float[Math.min(BATCH, pixels) * bins];
    for (int first = 0; first < pixels; first += BATCH) {
      int count = Math.min(BATCH, pixels - first);
      System.arraycopy(spectra, first * bins, batch, 0, count * bins);
      boolean[] held = new boolean[count];
      System.arraycopy(written, first, held, 0, count);
      float[] fitted = blocks.fit(batch, count, held);
      for (int m = 0; m < elements.size(); m++) {
        System.arraycopy(fitted, m * count, maps, m * pixels + first, count);
      }
    }
    for (int m = 0; m < planes.size(); m++) {
      planes.get(m).put(step, maps, m * (int) tile.pixels());
    }
  }
}
