package org.sinopia.xrf.fit.lines;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.sinopia.xrf.fit.lines.LineFamily.Line;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.apparatus.XrayTube;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.atom.ShellProduction;

/**
 * The families of lines that a scan can show, by its range of energies and the voltage it seems to
 * be taken with.
 */
public final class LineTable {

  private static final List<Element> ELEMENTS =
      elements(
          "Na Mg Al Si P S Cl Ar K Ca Ti V Cr Mn Fe Co Ni Cu Zn As Se Br Sr Zr Mo Rh Ag Cd Sn Sb Ba"
              + " W Au Hg Pb Bi");
  private static final List<Element> ANODES = elements("Mo Rh Pd Ag W");

  // These are in tubes far more often than in paint; silver and chromium are not.
  private static final List<Element> TUBES_ONLY = elements("Mo Rh W");

  private static final double USUAL_KV = 40;
  private static final double MAX_KV = 50;
  private static final double MIN_KV = 10;

  /** Below this voltage over a shell's edge, it is hardly excited, so lines are not its. */
  private static final double OVERVOLTAGE = 1.15;

  private static final double ROOM_KEV = 0.06;

  private final FitRange range;
  private final double kilovolts;
  private final Map<Excitation, List<LineFamily>> known = new ConcurrentHashMap<>();
  private final Map<Optional<Element>, Beam> beams = new ConcurrentHashMap<>();

  private record Excitation(Element element, Optional<Element> anode) {}

  private LineTable(FitRange range, double kilovolts) {
    this.range = range;
    this.kilovolts = kilovolts;
  }

  /** Reads the tables behind the lines. */
  public static void prepare() {
    Detector detector = Spectrometer.DEFAULT.detector();
    for (Element element : ELEMENTS) {
      EmissionLine line = element.lines().getFirst();
      if (ShellProduction.isKnown(element, line.shell())) {
        Peaks.of(
            detector,
            List.of(
                new Line(
                    line.energyKev(), Spectrometer.DEFAULT.outwardTransmission(line.energyKev()))));
      }
    }
  }

  /** The table for a scan with a sum spectrum. */
  public static LineTable of(FitRange range, double[] counts) {
    return new LineTable(range, endpoint(range, counts));
  }

  /**
   * The law of Duane and Hunt: no photon has more energy than an electron of the tube. Where the
   * counts do not end on the axis, the usual voltage is taken, or 50 kV if the axis goes beyond.
   */
  private static double endpoint(FitRange range, double[] counts) {
    double most = 0;
    for (double c : counts) {
      most = Math.max(most, c);
    }
    double faint = Math.max(2, 1e-6 * most);
    int last = counts.length - 2;
    while (last > 1 && counts[last] + counts[last - 1] + counts[last + 1] < 3 * faint) {
      last--;
    }
    double end = range.axis().edgeKev(last + 1);
    boolean cut = range.axis().toKev() - end < 0.05 * range.axis().toKev();
    double voltage = cut ? Math.max(USUAL_KV, 1.05 * range.axis().toKev()) : end;
    return Math.clamp(voltage, MIN_KV, MAX_KV);
  }

  /** The voltage that is assumed, in kV. */
  public double kilovolts() {
    return kilovolts;
  }

  /** The detector whose peaks are taken. */
  public Detector detector() {
    return Spectrometer.DEFAULT.detector();
  }

  /** A tube of the scan's voltage. */
  public XrayTube tube(Element anode) {
    return XrayTube.DEFAULT.withAnode(anode.symbol()).withKilovolts(kilovolts);
  }

  /** Anodes whose K lines lie in the range. */
  public List<Element> anodes() {
    return ANODES.stream()
        .filter(
            anode ->
                range.holds(anode.lineKev("Ka"), ROOM_KEV)
                    && anode.lines().getFirst().edgeKev() < kilovolts)
        .toList();
  }

  /** Whether an element is known from tubes, and only its L lines are in range. */
  public boolean isAnodeBeyondAxis(Element element) {
    return TUBES_ONLY.contains(element) && !range.holds(element.lineKev("Ka"), ROOM_KEV);
  }

  /** All families in range, under the usual tube's beam. */
  public List<LineFamily> families() {
    return ELEMENTS.parallelStream()
        .flatMap(element -> families(element, Optional.empty()).stream())
        .toList();
  }

  /** A family under another tube's beam, unless that does not excite it. */
  public Optional<LineFamily> family(LineFamily family, Optional<Element> anode) {
    return families(family.element(), anode).stream()
        .filter(f -> f.shell() == family.shell())
        .findFirst();
  }

  /** The families of one element in range. The first call of each takes a while. */
  public List<LineFamily> families(Element element, Optional<Element> anode) {
    return known.computeIfAbsent(new Excitation(element, anode), this::excited);
  }

  private List<LineFamily> excited(Excitation excitation) {
    Beam beam =
        beams.computeIfAbsent(
            excitation.anode(),
            anode ->
                anode.map(this::tube).orElse(XrayTube.DEFAULT.withKilovolts(kilovolts)).beam());
    return LineFamily.of(
            excitation.element(), beam, Spectrometer.DEFAULT, e -> range.holds(e, ROOM_KEV))
        .stream()
        .filter(
            family ->
                range.holds(family.energyKev(), ROOM_KEV)
                    && kilovolts / family.edgeKev() > OVERVOLTAGE)
        .toList();
  }

  private static List<Element> elements(String symbols) {
    return Pattern.compile(" ").splitAsStream(symbols).map(Element::of).toList();
  }
}
