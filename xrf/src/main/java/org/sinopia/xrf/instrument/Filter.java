package org.sinopia.xrf.instrument;

import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.matter.Layer;

/**
 * A foil that the tube's beam crosses.
 *
 * @param element symbol of its element
 * @param um thickness in µm, above 0 to 5000
 */
public record Filter(String element, double um) {

  /**
   * Checks the foil.
   *
   * @throws IllegalArgumentException if the element is unknown or the thickness out of range
   */
  public Filter {
    Element.of(element);
    Check.range("um", um, 1e-3, 5000);
  }

  Layer layer() {
    return Layer.ofElement(element, um);
  }
}
