package org.sinopia.xrf.fit;

import java.util.Optional;
import org.sinopia.xrf.fit.lines.LineFamily;

/** A part of a spectrum that a fit scales. Immutable. */
final class Component {

  /** The meaning of a component. */
  enum Kind {
    /** An element's lines. */
    FAMILY,
    /** The tube's lines, scattered. */
    SCATTER,
    /** Two photons taken for one. */
    SUM_PEAKS,
    /** A piece of the background. */
    BACKGROUND
  }

  private final String name;
  private final Kind kind;
  private final LineFamily family;
  private final double[] shape;

  private Component(String name, Kind kind, LineFamily family, double[] shape) {
    this.name = name;
    this.kind = kind;
    this.family = family;
    this.shape = shape;
  }

  /**
   * An element's.
   *
   * @param name the family's
   * @param shape counts in each bin of the range that is fitted, for one count on the whole axis
   */
  static Component of(LineFamily family, String name, double[] shape) {
    return new Component(name, Kind.FAMILY, family, shape);
  }

  /** Another one; its shape as {@link #of(LineFamily, String, double[])}. */
  static Component of(String name, Kind kind, double[] shape) {
    return new Component(name, kind, null, shape);
  }

  /** Such as {@code Fe K} or {@code Ag K Compton}. */
  String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  /** The element's lines, if it stands for some. */
  Optional<LineFamily> family() {
    return Optional.ofNullable(family);
  }

  /** Not a copy: not to be changed. */
  double[] shape() {
    return shape;
  }
}
