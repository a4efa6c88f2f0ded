package org.sinopia.xrf.synthesis;

import org.sinopia.xrf.spectrum.Spectrum;

/** Kinds of paint whose photons are distributed by a spectrum, however many there are (ganX). */
public sealed interface SpectrumMap extends PaintMap permits PaintedPicture, OverPainting {

  /** The expected spectrum of a kind of paint. */
  Spectrum spectrum(int kind);
}
