package org.sinopia.xrf.physics.atom;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How an element scatters photons into a direction: Thomson's section times the square of the form
 * factor F(q), and Klein and Nishina's times the incoherent scattering function S(q), with q =
 * sin(θ/2)/λ (Hubbell et al. 1975, in xraylib 4, Schoonjans et al. 2011). Factors are interpolated
 * linearly in the logarithms between the table's points and, below the first above 0, linearly.
 * Immutable.
 */
public final class ScatteringFactors {

  /** Rest energy of the electron in keV (CODATA 2018). */
  public static final double ELECTRON_KEV = 510.99895;

  /** Energy times wavelength of a photon, keV·Å (CODATA 2018). */
  private static final double KEV_ANGSTROM = 12.39841984;

  /** Square of the classical electron radius in cm² (CODATA 2018) times Avogadro's number. */
  private static final double R2_AVOGADRO = 7.9407878e-26 * 6.02214076e23;

  private static final Map<String, List<String>> TABLE =
      Figures.linesBySymbol("scattering-factors.csv");
  private static final ConcurrentMap<Element, ScatteringFactors> BY_ELEMENT =
      new ConcurrentHashMap<>();

  private final double perGram;
  private final double firstQ;
  private final double formAtZero;
  private final LogLogCurve form;
  private final LogLogCurve incoherent;

  private ScatteringFactors(Element element) {
    List<String[]> rows = TABLE.get(element.symbol()).stream().map(Figures::cells).toList();
    perGram = R2_AVOGADRO / element.atomicWeight();
    List<String[]> above = rows.subList(1, rows.size());
    double[] q = LogLogCurve.column(above, 2);
    firstQ = q[0];
    formAtZero = Double.parseDouble(rows.getFirst()[3]);
    form = new LogLogCurve(q, LogLogCurve.column(above, 3));
    incoherent = new LogLogCurve(q, LogLogCurve.column(above, 4));
  }

  /** The factors of an element. */
  public static ScatteringFactors of(Element element) {
    return BY_ELEMENT.computeIfAbsent(element, ScatteringFactors::new);
  }

  /**
   * Rayleigh scatter into a direction.
   *
   * @param energyKev energy of the photon, above 0
   * @param cosine cosine of the angle by which it turns
   * @return cm²/g per steradian
   */
  public double rayleigh(double energyKev, double cosine) {
    double f = interpolate(form, formAtZero, transfer(energyKev, cosine));
    return perGram * (1 + cosine * cosine) / 2 * f * f;
  }

  /** Compton scatter into a direction; see {@link #rayleigh}. */
  public double compton(double energyKev, double cosine) {
    double ratio = comptonKev(energyKev, cosine) / energyKev;
    double kleinNishina = ratio * ratio * (ratio + 1 / ratio - 1 + cosine * cosine) / 2;
    return perGram * kleinNishina * interpolate(incoherent, 0, transfer(energyKev, cosine));
  }

  /** Energy of a photon after Compton scatter: E/(1 + E/mc²·(1 − cos θ)). */
  public static double comptonKev(double energyKev, double cosine) {
    return energyKev / (1 + energyKev / ELECTRON_KEV * (1 - cosine));
  }

  private static double transfer(double energyKev, double cosine) {
    return energyKev / KEV_ANGSTROM * Math.sqrt((1 - cosine) / 2);
  }

  private double interpolate(LogLogCurve curve, double atZero, double q) {
    return q >= firstQ ? curve.at(q) : atZero + q / firstQ * (curve.at(firstQ) - atZero);
  }
}
