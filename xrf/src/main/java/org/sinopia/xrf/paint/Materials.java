package org.sinopia.xrf.paint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.recipe.PaintersPalette;
import org.sinopia.xrf.recipe.PigmentRole;

/**
 * The materials of one picture.
 *
 * @param era palette of the library that the pigments are from
 * @param pigments the painter's palette
 * @param ground what it is painted on
 * @param groundUm thickness in µm of the ground's topmost layer; 0 if that has no end
 * @param binder of the paint
 * @param medianUm median thickness of the paint in µm
 * @param spread standard deviation of the thickness's logarithm
 * @param volumeFactor share of pigment in the paint over the pigments' usual one
 * @param varnish over everything, if there is one
 */
public record Materials(
    String era,
    List<LibraryPigment> pigments,
    GroundKind ground,
    double groundUm,
    Binder binder,
    double medianUm,
    double spread,
    double volumeFactor,
    Optional<Varnish> varnish) {

  /** Range of the median thickness of paint, in µm. */
  static final double[] MEDIAN_UM = {15, 40};

  private static final long STREAM = 0x4D6174657269616CL;
  private static final double[] SPREAD = {0.2, 0.45};
  private static final double[] VOLUME_FACTOR = {0.9, 1.5};
  private static final double VARNISHED = 0.6;
  private static final int FEWEST_IN_LIME = 4;

  /** Copies the pigments. */
  public Materials {
    pigments = List.copyOf(pigments);
  }

  /** Draws the materials of a picture. */
  static Materials draw(SurfaceConfig config, long seed) {
    RandomStream random = new RandomStream(seed, STREAM, 0);
    PigmentLibrary library = config.library();
    String era = config.era().orElseGet(() -> anyEra(library, random));
    List<GroundKind> usual = usualGrounds(era);
    GroundKind anyGround = usual.get(random.below(usual.size()));
    GroundKind ground = config.ground().orElse(anyGround);
    List<LibraryPigment> pigments = PaintersPalette.draw(library, era, seed).pigments();
    Binder binder = usualBinder(era, random.uniform());
    if (ground == GroundKind.PLASTER) {
      List<LibraryPigment> inLime = inLime(pigments, library, era);
      // Pigments that lime destroys are painted on dry plaster.
      binder = inLime.size() >= FEWEST_IN_LIME ? Binder.LIME : Binder.EGG;
      pigments = binder == Binder.LIME ? inLime : pigments;
    }
    double groundUm = random.between(ground.fromUm(), ground.toUm());
    double medianUm = random.between(MEDIAN_UM[0], MEDIAN_UM[1]);
    double spread = random.between(SPREAD[0], SPREAD[1]);
    double volumeFactor = random.between(VOLUME_FACTOR[0], VOLUME_FACTOR[1]);
    boolean varnished = random.uniform() < VARNISHED;
    Varnish varnish = new Varnish(random.between(10, 35), random.between(0, 0.2));
    return new Materials(
        era,
        pigments,
        ground,
        groundUm,
        binder,
        medianUm,
        spread,
        volumeFactor,
        varnished && binder != Binder.LIME && binder != Binder.GLUE
            ? Optional.of(varnish)
            : Optional.empty());
  }

  private static String anyEra(PigmentLibrary library, RandomStream random) {
    List<String> eras = new ArrayList<>(library.paletteNames());
    if (eras.size() > 1) {
      eras.remove(PigmentLibrary.ALL);
    }
    return eras.get(random.below(eras.size()));
  }

  private static List<GroundKind> usualGrounds(String era) {
    return switch (era) {
      case "etruscan" -> List.of(GroundKind.PLASTER);
      case "medieval" ->
          List.of(GroundKind.CHALK, GroundKind.GESSO, GroundKind.PLASTER, GroundKind.LEAD_WHITE);
      case "renaissance" ->
          List.of(GroundKind.GESSO, GroundKind.CHALK, GroundKind.PLASTER, GroundKind.LEAD_WHITE);
      case "baroque" -> List.of(GroundKind.BOLE, GroundKind.CHALK, GroundKind.LEAD_WHITE);
      case "nineteenth" -> List.of(GroundKind.LEAD_WHITE, GroundKind.CHALK);
      case "modern" -> List.of(GroundKind.LEAD_WHITE, GroundKind.CHALK, GroundKind.BARE);
      default -> List.of(GroundKind.values());
    };
  }

  private static Binder usualBinder(String era, double chance) {
    return switch (era) {
      case "etruscan", "medieval" -> chance < 0.6 ? Binder.EGG : Binder.GLUE;
      case "renaissance" -> chance < 0.4 ? Binder.EGG : Binder.OIL;
      default -> Binder.OIL;
    };
  }

  /** The pigments that stand lime, with a white among them if the era has one that does. */
  private static List<LibraryPigment> inLime(
      List<LibraryPigment> pigments, PigmentLibrary library, String era) {
    List<LibraryPigment> able =
        new ArrayList<>(pigments.stream().filter(p -> p.limeVolume() > 0).toList());
    if (able.stream().noneMatch(p -> PigmentRole.of(p) == PigmentRole.WHITE)) {
      library.palette(era).stream()
          .filter(p -> p.limeVolume() > 0 && PigmentRole.of(p) == PigmentRole.WHITE)
          .findFirst()
          .ifPresent(able::add);
    }
    return able;
  }
}
