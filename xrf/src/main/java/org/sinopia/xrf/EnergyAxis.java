package org.sinopia.xrf;

/**
 * A uniform axis of energy bins. Bin {@code i} covers {@code [edge(i), edge(i + 1))}; the last bin
 * also holds the upper end.
 *
 * @param bins number of bins, 1 to {@value #MAX_BINS}
 * @param fromKev lower edge of the first bin, in keV, finite
 * @param toKev upper edge of the last bin, in keV, finite and above {@code fromKev}
 */
public record EnergyAxis(int bins, double fromKev, double toKev) {

  /**
   * The most bins an axis may have: 2<sup>20</sup>, well above any analogue-to-digital converter in
   * use.
   */
  public static final int MAX_BINS = 1 << 20;

  /** The working axis of the source paper (arXiv 2410.08826): 512 bins over 0.5 to 38.5 keV. */
  public static final EnergyAxis DEFAULT = new EnergyAxis(512, 0.5, 38.5);

  /**
   * Checks the axis.
   *
   * @throws IllegalArgumentException if a component is out of the range given above
   */
  public EnergyAxis {
    if (bins < 1 || bins > MAX_BINS) {
      throw new IllegalArgumentException(
          "energy axis: bins is %d, expected 1 to %d".formatted(bins, MAX_BINS));
    }
    if (!Double.isFinite(fromKev) || !Double.isFinite(toKev) || !(toKev > fromKev)) {
      throw new IllegalArgumentException(
          "energy axis: %s to %s keV, expected two finite energies, the second above the first"
              .formatted(fromKev, toKev));
    }
    double width = (toKev - fromKev) / bins;
    if (!Double.isFinite(width) || fromKev + width <= fromKev || toKev - width >= toKev) {
      throw new IllegalArgumentException(
          "energy axis: %s to %s keV is not divisible into %d distinct bins"
              .formatted(fromKev, toKev, bins));
    }
  }

  /**
   * The axis of a spectrometer calibrated as energy = zero + gain · channel, where the energy is
   * that of the channel's middle.
   *
   * @param channels number of channels
   * @param zeroKev energy of channel 0, in keV
   * @param gainKev energy per channel, in keV, above 0
   * @return the axis whose bin centres are the calibrated energies
   */
  public static EnergyAxis ofCalibration(int channels, double zeroKev, double gainKev) {
    if (!(gainKev > 0)) {
      throw new IllegalArgumentException(
          "energy axis: gain is %s keV per channel, expected above 0".formatted(gainKev));
    }
    return new EnergyAxis(channels, zeroKev - gainKev / 2, zeroKev + gainKev * (channels - 0.5));
  }

  /** Width of a bin, in keV. */
  public double widthKev() {
    return (toKev - fromKev) / bins;
  }

  /**
   * Edge {@code i}, in keV; edge 0 is {@link #fromKev} and edge {@link #bins} is {@link #toKev},
   * both exactly.
   *
   * @param i 0 to {@link #bins}
   */
  public double edgeKev(int i) {
    if (i < 0 || i > bins) {
      throw new IndexOutOfBoundsException("energy axis: edge " + i + ", expected 0 to " + bins);
    }
    return i == bins ? toKev : fromKev + i * ((toKev - fromKev) / bins);
  }

  /** All {@code bins + 1} edges, in keV, rising. */
  public double[] edgesKev() {
    double[] edges = new double[bins + 1];
    for (int i = 0; i <= bins; i++) {
      edges[i] = edgeKev(i);
    }
    return edges;
  }

  /**
   * Middle of bin {@code i}, in keV.
   *
   * @param i 0 to {@code bins - 1}
   */
  public double centreKev(int i) {
    if (i < 0 || i >= bins) {
      throw new IndexOutOfBoundsException(
          "energy axis: bin " + i + ", expected 0 to " + (bins - 1));
    }
    return fromKev + (i + 0.5) * ((toKev - fromKev) / bins);
  }

  /** The middles of all bins, in keV, rising. */
  public double[] centresKev() {
    double[] centres = new double[bins];
    for (int i = 0; i < bins; i++) {
      centres[i] = centreKev(i);
    }
    return centres;
  }

  /**
   * The bin that holds an energy, or −1 if it lies outside the axis.
   *
   * @param energyKev energy in keV
   */
  public int binOf(double energyKev) {
    if (!(energyKev >= fromKev) || energyKev > toKev) {
      return -1;
    }
    return Math.min(bins - 1, (int) ((energyKev - fromKev) / widthKev()));
  }

  /**
   * Whether bins of this axis can stand for those of another: there are as many, and no edge is
   * farther off than a thousandth of a bin, which is what is lost where a file stores energies in
   * single precision.
   */
  public boolean coincidesWith(EnergyAxis other) {
    double tolerance = widthKev() / 1000;
    return bins == other.bins
        && Math.abs(fromKev - other.fromKev) <= tolerance
        && Math.abs(toKev - other.toKev) <= tolerance;
  }
}
