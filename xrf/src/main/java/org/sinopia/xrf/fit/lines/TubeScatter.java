package org.sinopia.xrf.fit.lines;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.fit.lines.LineFamily.Line;
import org.sinopia.xrf.physics.apparatus.XrayTube;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;

/**
 * The tube's own lines as a specimen scatters them into the detector: Rayleigh's at their energies,
 * Compton's at E/(1 + E/mc²·(1 − cos θ)) and broadened by the motion of the electrons.
 *
 * @param tube gives the lines and their ratios
 * @param angleDeg scattering angle θ
 * @param broadening standard deviation of Compton-scattered energies over the energy
 */
public record TubeScatter(XrayTube tube, double angleDeg, double broadening) {

  private static final double ELECTRON_KEV = 510.99895;

  /** The anode. */
  public Element anode() {
    return tube.anode();
  }

  /** The anode's lines of one main shell, K or L, at the energies of the beam. */
  public List<Line> rayleigh(char shell) {
    List<Line> lines = new ArrayList<>();
    for (EmissionLine line : anode().lines()) {
      if (line.shell().name().charAt(0) == shell) {
        double photons = tube.characteristic(line);
        if (photons > 0) {
          lines.add(new Line(line.energyKev(), photons));
        }
      }
    }
    return lines;
  }

  /** The same at the energies after Compton's scatter. */
  public List<Line> compton(char shell) {
    double loss = (1 - StrictMath.cos(StrictMath.toRadians(angleDeg))) / ELECTRON_KEV;
    return rayleigh(shell).stream()
        .map(line -> new Line(line.energyKev() / (1 + line.energyKev() * loss), line.strength()))
        .toList();
  }
}
