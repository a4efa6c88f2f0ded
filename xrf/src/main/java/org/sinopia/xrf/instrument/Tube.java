package org.sinopia.xrf.instrument;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.physics.apparatus.XrayTube;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.matter.Absorber;
import org.sinopia.xrf.physics.matter.BerylliumWindow;

/**
 * An X-ray tube with its filters.
 *
 * @param anode symbol of the anode's element
 * @param kilovolts voltage, 5 to 60 kV
 * @param windowUm thickness of the beryllium window in µm, 0 to 1000
 * @param filters foils behind the window, possibly none
 */
public record Tube(String anode, double kilovolts, double windowUm, List<Filter> filters) {

  // Electrons hit the anodes of such tubes at a right angle, and the beam leaves them flat.
  private static final double ELECTRON_DEG = 90;
  private static final double TAKE_OFF_DEG = 12;

  /**
   * Checks and copies the tube.
   *
   * @throws IllegalArgumentException if the anode is unknown or a number out of range
   */
  public Tube {
    Element.of(anode);
    Check.range("kilovolts", kilovolts, 5, 60);
    Check.range("window_um", windowUm, 0, 1000);
    filters = List.copyOf(filters);
  }

  XrayTube tube(Optics optics) {
    List<Absorber> absorbers = new ArrayList<>();
    absorbers.add(new BerylliumWindow(windowUm));
    filters.forEach(filter -> absorbers.add(filter.layer()));
    optics.absorber().ifPresent(absorbers::add);
    return new XrayTube(Element.of(anode), kilovolts, ELECTRON_DEG, TAKE_OFF_DEG, absorbers);
  }
}
