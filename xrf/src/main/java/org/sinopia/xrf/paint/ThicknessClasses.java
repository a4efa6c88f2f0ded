package org.sinopia.xrf.paint;

/**
 * Log-normal thicknesses reduced to a few classes, so that a picture has few different spectra. The
 * classes are equally wide in the logarithm of the thickness and reach to {@value #REACH} standard
 * deviations on both sides of the median; what lies beyond belongs to the outermost ones. Within a
 * class, the thickness is off by up to spread · {@value #REACH}/count in the logarithm: with six
 * classes and a spread of 0.35 by up to 11 %, 6 % in the root mean square. The painted truth and
 * the scan both have the thickness of the class, so they agree exactly.
 *
 * @param medianUm median in µm, above 0
 * @param spread standard deviation of the logarithm, from 0
 * @param count number of classes, at least 1
 */
record ThicknessClasses(double medianUm, double spread, int count) {

  private static final double REACH = 1.8;

  /** The class of a thickness that lies some standard deviations above the median. */
  int of(double deviations) {
    double place = (deviations / REACH + 1) / 2 * count;
    return Math.clamp((long) Math.floor(place), 0, count - 1);
  }

  /** Thickness of a class in µm. */
  public double um(int index) {
    double deviations = REACH * ((2 * index + 1.0) / count - 1);
    return medianUm * StrictMath.exp(spread * deviations);
  }
}
