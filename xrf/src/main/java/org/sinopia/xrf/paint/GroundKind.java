package org.sinopia.xrf.paint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sinopia.xrf.colour.Reflectance;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Composition.Part;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.pigment.Ground;

/**
 * Kinds of ground that pictures are painted on; wood lies under all but plaster. Compositions and
 * thicknesses after R. J. Gettens and M. E. Mrose (1954), Stud. Conserv. 1, 174 (gypsum and chalk
 * grounds) and A. Duval (1994), Stud. Conserv. 39, 27 (coloured grounds).
 */
public enum GroundKind {
  /** Lime plaster without end: two parts of calcite, one of quartz sand. */
  PLASTER("#e6dfd0", 0, 0),
  /** Chalk in glue. */
  CHALK("#efe9da", 100, 400),
  /** Gypsum in glue. */
  GESSO("#f0ece2", 150, 600),
  /** A priming of lead white in oil on chalk. */
  LEAD_WHITE("#ebe6d8", 20, 70),
  /** Red bole, a clay with iron oxide, on chalk. */
  BOLE("#8f4a33", 20, 60),
  /** Nothing but the sized support. */
  BARE("#b98f62", 0, 0);

  private static final Composition GLUE = Binder.GLUE.composition();
  private static final Layer WOOD =
      new Layer(Composition.ofFormula("C6H10O5"), 0.6, Double.POSITIVE_INFINITY);
  private static final double CHALK_UNDER_UM = 200;

  @SuppressWarnings("ImmutableEnumChecker") // A reflectance is immutable.
  private final Reflectance reflectance;

  private final double fromUm;
  private final double toUm;

  GroundKind(String colour, double fromUm, double toUm) {
    this.reflectance = Reflectance.smoothest(Srgb.ofHex(colour));
    this.fromUm = fromUm;
    this.toUm = toUm;
  }

  /**
   * The kind of a name, as {@link #label} has it.
   *
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static GroundKind of(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown ground '%s' (known: %s)"
                        .formatted(
                            name,
                            String.join(
                                ", ", Arrays.stream(values()).map(GroundKind::label).toList()))));
  }

  /** Lower-case name with hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its look. */
  public Reflectance reflectance() {
    return reflectance;
  }

  /** Least thickness in µm of its topmost layer; 0 if that has no end. */
  public double fromUm() {
    return fromUm;
  }

  /** Largest thickness in µm of its topmost layer; 0 if that has no end. */
  public double toUm() {
    return toUm;
  }

  /** Its layers with a topmost one of medium thickness; see {@link #layers(double)}. */
  public List<Layer> layers() {
    return layers((fromUm + toUm) / 2);
  }

  /**
   * Its layers, from the surface inward; the last has no end.
   *
   * @param thicknessUm thickness of the topmost layer in µm, above 0; not used if it has no end
   */
  public List<Layer> layers(double thicknessUm) {
    return switch (this) {
      case PLASTER -> Ground.LIME_PLASTER.layers();
      case CHALK -> List.of(chalk(thicknessUm), WOOD);
      case GESSO -> List.of(filled("CaSO4·2H2O", 1.5, thicknessUm), WOOD);
      case LEAD_WHITE ->
          List.of(
              new Layer(
                  Composition.mixture(
                      List.of(
                          Part.of("2PbCO3·Pb(OH)2", 88), new Part(Binder.OIL.composition(), 12))),
                  4,
                  thicknessUm),
              chalk(CHALK_UNDER_UM),
              WOOD);
      case BOLE ->
          List.of(
              new Layer(
                  Composition.mixture(
                      List.of(
                          Part.of("Al2Si2O5(OH)4", 55),
                          Part.of("SiO2", 15),
                          Part.of("Fe2O3", 18),
                          Part.of("TiO2", 0.7),
                          Part.of("K2O", 1.3),
                          new Part(GLUE, 10))),
                  1.9,
                  thicknessUm),
              chalk(CHALK_UNDER_UM),
              WOOD);
      case BARE -> List.of(WOOD);
    };
  }

  private static Layer chalk(double thicknessUm) {
    return filled("CaCO3", 1.6, thicknessUm);
  }

  private static Layer filled(String formula, double density, double thicknessUm) {
    return new Layer(
        Composition.mixture(List.of(Part.of(formula, 88), new Part(GLUE, 12))),
        density,
        thicknessUm);
  }
}
