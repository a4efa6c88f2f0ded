package org.sinopia.xrf.physics.matter;

import java.util.List;
import java.util.stream.Stream;
import org.sinopia.xrf.physics.atom.Element;

/**
 * A stack of flat layers.
 *
 * @param layers from the surface inward, at least one; only the last may be infinitely thick
 */
public record Specimen(List<Layer> layers) {

  /**
   * Checks and copies the stack.
   *
   * @throws IllegalArgumentException if it is empty or a layer lies below an infinite one
   */
  public Specimen {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("specimen: no layers, expected at least one");
    }
    for (Layer layer : layers.subList(0, layers.size() - 1)) {
      if (Double.isInfinite(layer.thicknessUm())) {
        throw new IllegalArgumentException(
            "specimen: a layer lies below an infinitely thick one, expected that last");
      }
    }
  }

  /** The specimen of the given layers, from the surface inward. */
  public static Specimen of(Layer... layers) {
    return new Specimen(List.of(layers));
  }

  /** The elements of all layers, by atomic number. */
  public List<Element> elements() {
    return layers.stream()
        .flatMap(layer -> layer.composition().massFractions().keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** This specimen under another layer. */
  public Specimen covered(Layer cover) {
    return new Specimen(Stream.concat(Stream.of(cover), layers.stream()).toList());
  }
}
