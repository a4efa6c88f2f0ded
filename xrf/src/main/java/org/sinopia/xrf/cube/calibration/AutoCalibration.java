package org.sinopia.xrf.cube.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sinopia.xrf.cube.Calibration;
import org.sinopia.xrf.cube.LineCalibration;
import org.sinopia.xrf.physics.Detector;
import org.sinopia.xrf.physics.Element;
import org.sinopia.xrf.physics.Spectrometer;

/**
 * The energy axis of a spectrum from the lines in it. Pairs of its strongest peaks are tried as all
 * pairs of lines of elements that paintings and tubes have; peaks must be as wide as a detector
 * makes them. The calibration that explains the most of all peaks is fitted to those it explains.
 *
 * @param fit the calibration and the lines it is of
 * @param peaks of the spectrum that were to be explained
 * @param explained part of their weight that this calibration explains, 0 to 1
 * @param nextBest the same of the best calibration that is another one
 */
public record AutoCalibration(LineCalibration fit, int peaks, double explained, double nextBest) {

  private static final List<String> K_ELEMENTS =
      List.of(
          "Si", "P", "S", "Cl", "Ar", "K", "Ca", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu",
          "Zn", "As", "Br", "Sr", "Zr", "Mo", "Rh", "Pd", "Ag", "Cd", "Sn", "Sb");

  private static final List<String> L_ELEMENTS =
      List.of("Rh", "Ag", "Cd", "Sn", "Sb", "Ba", "W", "Au", "Hg", "Pb", "Bi");

  private static final int MAX_PEAKS = 24;
  private static final int PAIRED_PEAKS = 9;
  private static final double TOLERANCE_KEV = 0.025;

  /** Matches of lines and peaks that make a calibration. */
  private static final int MIN_LINES = 3;

  /** A main line and the one that must go with it, with its usual part of the first's height. */
  private record Family(String name, double mainKev, double secondKev, double low, double high) {}

  private record Trial(Calibration calibration, double score) {}

  /**
   * Finds the calibration.
   *
   * @param counts of a spectrum, best the sum of a scan
   * @throws IllegalArgumentException if fewer than three lines agree
   */
  public static AutoCalibration of(double[] counts) {
    List<SpectrumPeak> peaks = SpectrumPeak.of(counts, MAX_PEAKS);
    List<Family> families = families();
    List<Trial> trials = trials(peaks, families, counts.length);
    trials.sort(Comparator.comparingDouble(Trial::score).reversed());
    if (trials.isEmpty()) {
      throw new IllegalArgumentException(refusal(peaks.size(), 0));
    }
    Calibration best = trials.getFirst().calibration();
    List<LineCalibration.Point> points = matches(best, peaks, families);
    for (int round = 0; round < 3 && points.size() >= 2; round++) {
      best = LineCalibration.fit(points).calibration();
      points = matches(best, peaks, families);
    }
    if (points.size() < MIN_LINES) {
      throw new IllegalArgumentException(refusal(peaks.size(), points.size()));
    }
    LineCalibration fit = LineCalibration.fit(points);
    double all = peaks.stream().mapToDouble(AutoCalibration::weight).sum();
    double found = score(fit.calibration(), peaks, families);
    double other = 0;
    for (Trial trial : trials) {
      if (differs(trial.calibration(), fit.calibration(), counts.length)) {
        other = trial.score();
        break;
      }
    }
    return new AutoCalibration(
        fit, peaks.size(), Math.min(1, found / all), Math.min(1, other / all));
  }

  private static String refusal(int peaks, int lines) {
    return "calibrate auto: %d peaks, of which %d agree with lines, expected %d or more; give --calibrate EL:LINE@CHANNEL,..."
        .formatted(peaks, lines, MIN_LINES);
  }

  /** How sure it is, in a word: {@code sure}, {@code fairly sure} or {@code unsure}. */
  public String certainty() {
    boolean clear = explained >= 1.25 * nextBest;
    if (explained >= 0.6 && fit.points().size() >= 5 && clear) {
      return "sure";
    }
    return explained >= 0.4 && fit.points().size() >= 4 && explained >= 1.08 * nextBest
        ? "fairly sure"
        : "unsure";
  }

  /** One line about the result. */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "calibrate auto: %s; %d lines fit, %.0f %% of the peaks' weight, the next best calibration %.0f %%",
        certainty(),
        fit.points().size(),
        100 * explained,
        100 * nextBest);
  }

  private static List<Family> families() {
    List<Family> families = new ArrayList<>();
    for (String symbol : K_ELEMENTS) {
      Element element = Element.of(symbol);
      families.add(
          new Family(symbol + " Ka", element.lineKev("Ka"), element.lineKev("Kb"), 0.04, 0.6));
    }
    for (String symbol : L_ELEMENTS) {
      Element element = Element.of(symbol);
      families.add(
          new Family(symbol + " La", element.lineKev("La"), element.lineKev("Lb1"), 0.2, 2.5));
    }
    return families;
  }

  private static List<Trial> trials(List<SpectrumPeak> peaks, List<Family> families, int channels) {
    double[] lines = families.stream().mapToDouble(Family::mainKev).sorted().toArray();
    List<SpectrumPeak> strong = peaks.subList(0, Math.min(PAIRED_PEAKS, peaks.size()));
    List<Trial> trials = new ArrayList<>();
    for (SpectrumPeak low : strong) {
      for (SpectrumPeak high : strong) {
        if (low.channel() >= high.channel()) {
          continue;
        }
        for (int i = 0; i < lines.length; i++) {
          for (int j = i + 1; j < lines.length; j++) {
            double gain = (lines[j] - lines[i]) / (high.channel() - low.channel());
            Calibration trial = new Calibration(lines[i] - gain * low.channel(), gain, 0);
            if (isPlausible(trial, channels, low, high)) {
              trials.add(new Trial(trial, score(trial, peaks, families)));
            }
          }
        }
      }
    }
    return trials;
  }

  private static boolean isPlausible(
      Calibration trial, int channels, SpectrumPeak low, SpectrumPeak high) {
    double end = trial.kev(channels - 1.0);
    return trial.gainKev() > 0.001
        && trial.gainKev() < 0.2
        && Math.abs(trial.offsetKev()) < 2
        && end > 7
        && end < 130
        && isAsWideAsALine(trial, low)
        && isAsWideAsALine(trial, high);
  }

  private static boolean isAsWideAsALine(Calibration trial, SpectrumPeak peak) {
    Detector detector = Spectrometer.DEFAULT.detector();
    double expected = detector.fwhmKev(Math.max(0.5, trial.kev(peak.channel())));
    // Channels and the smoothing widen a peak by about two of them.
    double widened = Math.sqrt(expected * expected + 4 * trial.gainKev() * trial.gainKev());
    double found = peak.widthChannels() * trial.gainKev();
    return found > 0.55 * expected && found < 1.9 * widened;
  }

  private static double weight(SpectrumPeak peak) {
    return StrictMath.log(1 + peak.significance());
  }

  private static double likeness(Calibration trial, SpectrumPeak peak, double kev) {
    double off = (trial.kev(peak.channel()) - kev) / TOLERANCE_KEV;
    return StrictMath.exp(-0.5 * off * off);
  }

  private static Optional<SpectrumPeak> nearest(
      Calibration trial, List<SpectrumPeak> peaks, double kev) {
    return peaks.stream()
        .min(Comparator.comparingDouble(peak -> Math.abs(trial.kev(peak.channel()) - kev)))
        .filter(peak -> Math.abs(trial.kev(peak.channel()) - kev) < 3 * TOLERANCE_KEV);
  }

  /** The weight of the peaks that lines explain; a main line without its second counts less. */
  private static double score(Calibration trial, List<SpectrumPeak> peaks, List<Family> families) {
    double[] explained = new double[peaks.size()];
    for (Family family : families) {
      Optional<SpectrumPeak> main = nearest(trial, peaks, family.mainKev());
      if (main.isEmpty()) {
        continue;
      }
      Optional<SpectrumPeak> second = second(trial, peaks, family, main.get());
      double trust = second.isPresent() ? 1 : 0.4;
      int at = peaks.indexOf(main.get());
      explained[at] =
          Math.max(explained[at], trust * likeness(trial, main.get(), family.mainKev()));
      if (second.isPresent()) {
        int also = peaks.indexOf(second.get());
        explained[also] =
            Math.max(explained[also], likeness(trial, second.get(), family.secondKev()));
      }
    }
    double score = 0;
    for (int i = 0; i < explained.length; i++) {
      score += explained[i] * weight(peaks.get(i));
    }
    return score;
  }

  private static Optional<SpectrumPeak> second(
      Calibration trial, List<SpectrumPeak> peaks, Family family, SpectrumPeak main) {
    return nearest(trial, peaks, family.secondKev())
        .filter(peak -> !peak.equals(main))
        .filter(peak -> peak.height() > family.low() * main.height())
        .filter(peak -> peak.height() < family.high() * main.height());
  }

  /** The main lines that are explained together with their second, each peak once. */
  private static List<LineCalibration.Point> matches(
      Calibration calibration, List<SpectrumPeak> peaks, List<Family> families) {
    LineCalibration.Point[] points = new LineCalibration.Point[peaks.size()];
    double[] likenesses = new double[peaks.size()];
    for (Family family : families) {
      Optional<SpectrumPeak> main = nearest(calibration, peaks, family.mainKev());
      if (main.isEmpty()) {
        continue;
      }
      double trust = second(calibration, peaks, family, main.get()).isPresent() ? 1 : 0.4;
      double likeness = trust * likeness(calibration, main.get(), family.mainKev());
      int at = peaks.indexOf(main.get());
      if (likeness > likenesses[at] && likeness > 0.2) {
        likenesses[at] = likeness;
        points[at] =
            new LineCalibration.Point(family.name(), family.mainKev(), main.get().channel());
      }
    }
    return Arrays.stream(points).filter(point -> point != null).toList();
  }

  private static boolean differs(Calibration a, Calibration b, int channels) {
    double low = channels * 0.1;
    double high = channels * 0.6;
    return Math.abs(a.kev(low) - b.kev(low)) > 4 * TOLERANCE_KEV
        || Math.abs(a.kev(high) - b.kev(high)) > 4 * TOLERANCE_KEV;
  }
}
