package org.sinopia.xrf.pigment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

/**
 * The support of a painting, and the binder of its paint.
 *
 * @param name name of the ground
 * @param layers layers under the paint, from the surface inward, at least one
 * @param binder what binds the pigment's grains
 * @param binderDensityGcm3 density of the binder in g/cm³, above 0
 * @param binderShare share of the paint's volume that is binder, 0 to below 1
 */
public record Ground(
    String name,
    List<Layer> layers,
    Composition binder,
    double binderDensityGcm3,
    double binderShare) {

  /**
   * Fresco: lime plaster, two parts of calcite and one of quartz sand, without end; carbonated lime
   * binds the paint.
   */
  public static final Ground LIME_PLASTER =
      new Ground(
          "lime plaster",
          List.of(
              new Layer(
                  Composition.mixture(
                      List.of(
                          Composition.Part.of("CaCO3", 66),
                          Composition.Part.of("SiO2", 31),
                          Composition.Part.of("Al2Si2O5(OH)4", 2.6),
                          Composition.Part.of("Fe2O3", 0.3),
                          Composition.Part.of("SrCO3", 0.1))),
                  1.8,
                  Double.POSITIVE_INFINITY)),
          Composition.ofFormula("CaCO3"),
          2.71,
          0.4);

  /**
   * Oil painting: 40 µm of lead white over gypsum without end; linseed oil (as trilinolein) binds
   * the paint.
   */
  public static final Ground LEAD_WHITE =
      new Ground(
          "lead white",
          List.of(
              new Layer(Composition.ofFormula("2PbCO3·Pb(OH)2"), 4.5, 40),
              new Layer(Composition.ofFormula("CaSO4·2H2O"), 1.6, Double.POSITIVE_INFINITY)),
          Composition.ofFormula("C57H98O6"),
          0.93,
          0.5);

  /**
   * Checks and copies the ground.
   *
   * @throws IllegalArgumentException if there is no layer or a number is out of range
   */
  public Ground {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(binder, "binder");
    layers = new Specimen(layers).layers();
    if (!(binderDensityGcm3 > 0) || Double.isInfinite(binderDensityGcm3)) {
      throw new IllegalArgumentException(
          "ground '%s': density of the binder is %s g/cm³, expected a finite number above 0"
              .formatted(name, binderDensityGcm3));
    }
    if (!(binderShare >= 0 && binderShare < 1)) {
      throw new IllegalArgumentException(
          "ground '%s': binder's share of volume is %s, expected 0 to below 1"
              .formatted(name, binderShare));
    }
  }

  /**
   * This ground under coats of paint, each as thick as its recipe says.
   *
   * @param paints from the surface inward; none for the bare ground
   */
  public Specimen under(List<PaintRecipe> paints) {
    List<Layer> stack = new ArrayList<>();
    for (PaintRecipe paint : paints) {
      stack.add(coat(paint));
    }
    stack.addAll(layers);
    return new Specimen(stack);
  }

  private Layer coat(PaintRecipe paint) {
    double pigmentMass = (1 - binderShare) * paint.densityGcm3();
    double binderMass = binderShare * binderDensityGcm3;
    Composition composition = paint.composition();
    if (binderMass > 0) {
      composition =
          Composition.mixture(
              List.of(
                  new Composition.Part(composition, pigmentMass),
                  new Composition.Part(binder, binderMass)));
    }
    return new Layer(composition, pigmentMass + binderMass, paint.thicknessUm());
  }
}
