package org.sinopia.train.view.pigment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.FundamentalParameters;
import org.sinopia.xrf.physics.LineIntensity;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.physics.apparatus.XrayTube;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;
import org.sinopia.xrf.pigment.Ground;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PaintRecipe;
import org.sinopia.xrf.pigment.PigmentKind;

/**
 * The signature of each pigment of a library: photons of each line family that a usual coat of it
 * in oil sends through air into a detector, under a tube.
 *
 * @param pigments in the library's order
 */
public record PigmentSignatures(List<Signature> pigments) {

  /** Below this part of a pigment's strongest family, another is no sign of it. */
  private static final double FAINT = 0.002;

  private static final Composition OIL = Composition.ofFormula("C57H98O6");

  /** Under the coat lies only oil, which shines in no line that a detector sees. */
  private static final Ground NOTHING =
      new Ground("oil", List.of(new Layer(OIL, 0.93, 1)), OIL, 0.93, 0.5);

  /**
   * One pigment.
   *
   * @param pigment the pigment
   * @param photons by family, such as {@code Hg L}; in one unit for all pigments
   */
  public record Signature(LibraryPigment pigment, Map<String, Double> photons) {
    public Signature {
      photons = Map.copyOf(photons);
    }
  }

  /** Copies the list. */
  public PigmentSignatures {
    pigments = List.copyOf(pigments);
  }

  /** Computes the signatures of those pigments whose chemistry is known. */
  public static PigmentSignatures of(
      List<LibraryPigment> pigments, XrayTube tube, EnergyAxis axis) {
    Spectrometer spectrometer = Spectrometer.DEFAULT.withTube(tube);
    return new PigmentSignatures(
        pigments.stream()
            .filter(pigment -> !pigment.masses().isEmpty())
            .map(pigment -> new Signature(pigment, photons(pigment, spectrometer, axis)))
            .toList());
  }

  private static Map<String, Double> photons(
      LibraryPigment pigment, Spectrometer spectrometer, EnergyAxis axis) {
    Map<String, Double> photons = new LinkedHashMap<>();
    for (LineIntensity intensity :
        FundamentalParameters.fluorescence(
            specimen(pigment), spectrometer.beamAtSpecimen(), spectrometer.geometry())) {
      double energy = intensity.line().energyKev();
      if (energy > axis.fromKev() && energy < axis.toKev()) {
        double counted =
            intensity.photons()
                * spectrometer.outwardTransmission(energy)
                * spectrometer.detector().efficiency(energy);
        String family =
            intensity.line().element().symbol() + " " + intensity.line().shell().name().charAt(0);
        photons.merge(family, counted, Double::sum);
      }
    }
    double most = photons.values().stream().mapToDouble(v -> v).max().orElse(0);
    photons.values().removeIf(v -> v < FAINT * most);
    return photons;
  }

  private static Specimen specimen(LibraryPigment pigment) {
    return pigment.kind() == PigmentKind.FOIL
        ? Specimen.of(
            new Layer(pigment.composition(), pigment.densityGcm3(), pigment.thicknessUm()))
        : NOTHING.under(List.of(PaintRecipe.of(pigment)));
  }
}
