package org.sinopia.xrf.fit;

import java.util.Optional;

/**
 * A part of a spectrum that a fit scales.
 *
 * @param name such as {@code Fe K} or {@code background at 4.2 keV}
 * @param family the element's lines; empty if it is none of an element
 * @param scatter whether it is the tube's scatter
 * @param shape counts in each bin of the range that is fitted, if its amplitude is 1; the amplitude
 *     of a line family is its counts on the whole axis
 */
record Component(String name, Optional<LineFamily> family, boolean scatter, double[] shape) {}
