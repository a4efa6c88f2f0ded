package org.sinopia.train.adapt;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.sinopia.xrf.fit.FoundElement;
import org.sinopia.xrf.fit.FoundElement.Origin;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.physics.atom.Element;

/**
 * Which tube a scan was made with: told by its K lines where the voltage excites them, else by its
 * softer lines, which a painting's own may hide.
 */
final class TubeGuess {
  /** A voltage over the K edge from which on K lines stand out of the continuum. */
  private static final double EXCITED = 1.04;

  private static final String USUAL = "Rh";

  private TubeGuess() {}

  /**
   * Of tubes whose spectra were compared with the end of the scan's.
   *
   * @param tubes the best of each anode, the best first
   * @param fit of the sum spectrum
   * @param found the estimate is added here
   */
  static TubeFit.Tried of(List<TubeFit.Tried> tubes, ScanFit fit, List<Estimate> found) {
    TubeFit.Tried best = tubes.getFirst();
    if (excited(best)) {
      found.add(
          new Estimate(
              "anode",
              best.anode(),
              String.format(
                  Locale.ROOT, "its K lines scattered by %.0f degrees", best.scatterDeg())));
      return best;
    }
    Predicate<String> possible = symbol -> tubes.stream().anyMatch(t -> is(t, symbol));
    String usual = possible.test(USUAL) ? USUAL : best.anode();
    String anode = softer(fit, possible, usual, found);
    return tubes.stream().filter(t -> is(t, anode)).findFirst().orElse(best).withAnode(anode);
  }

  /** Where too little of a scan's end is left to compare. */
  static String without(ScanFit fit, List<Estimate> found) {
    return softer(fit, symbol -> true, USUAL, found);
  }

  private static boolean is(TubeFit.Tried tube, String symbol) {
    return tube.anode().equals(symbol) && !excited(tube);
  }

  private static boolean excited(TubeFit.Tried tube) {
    double edge = Element.of(tube.anode()).lines().getFirst().edgeKev();
    // Softer K lines lie below the end of the spectrum that tubes are compared with.
    return edge > ScanLook.ABOVE_LEAD_KEV && tube.kilovolts() > EXCITED * edge;
  }

  private static String softer(
      ScanFit fit, Predicate<String> possible, String otherwise, List<Estimate> found) {
    Optional<FoundElement> seen =
        first(fit, e -> e.origin() == Origin.SCATTER, possible)
            .or(() -> first(fit, e -> e.element().symbol().equals("W"), possible))
            .or(() -> first(fit, e -> e.element().symbol().equals("Cr") && !e.weak(), possible));
    String anode = seen.map(e -> e.element().symbol()).orElse(otherwise);
    found.add(
        new Estimate(
            "anode",
            anode,
            seen.map(
                    e ->
                        e.origin() == Origin.SCATTER
                            ? "its " + String.join(" and ", e.families()) + " lines scattered"
                            : "assumed: "
                                + e.element().symbol()
                                + " is there, and no other tube's line")
                .orElse("assumed: no line of a tube stands out")));
    return anode;
  }

  private static Optional<FoundElement> first(
      ScanFit fit, Predicate<FoundElement> like, Predicate<String> possible) {
    return fit.elements().stream()
        .filter(like)
        .filter(e -> possible.test(e.element().symbol()))
        .findFirst();
  }
}
