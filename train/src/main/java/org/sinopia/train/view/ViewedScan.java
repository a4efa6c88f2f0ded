package org.sinopia.train.view;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sinopia.train.view.layer.Clusters;
import org.sinopia.train.view.layer.ColourPlane;
import org.sinopia.train.view.layer.Layer;
import org.sinopia.train.view.layer.Plane;
import org.sinopia.train.view.layer.ScanLayers;
import org.sinopia.train.view.pigment.PigmentEvidence;
import org.sinopia.train.view.pigment.PigmentSignatures;
import org.sinopia.train.view.reading.Interest;
import org.sinopia.train.view.reading.Pass;
import org.sinopia.train.view.reading.ScanSource;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.fit.FoundElement;
import org.sinopia.xrf.fit.SpectrumFit;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.PigmentLibrary;

/**
 * A scan with all that is shown of it. Slow work goes on in the background while somebody looks;
 * see {@link Background}. Thread-safe.
 */
public final class ViewedScan implements AutoCloseable {
  private static final int PASSING_LAYERS = 24;
  private static final int KEPT_JOBS = 12;

  private final Path file;
  private final ViewOptions options;
  private final ScanSource source;
  private final List<String> warnings;
  private final int detectors;
  private final Interest interest = new Interest(System::nanoTime);
  private final Stages stages = new Stages();
  private final ScanLayers layers = new ScanLayers(PASSING_LAYERS);
  private final Totals totals;
  private final Background background;
  private final Jobs<BandMap> bands;
  private final Jobs<RegionSpectrum> regions;
  private final SavedRegions saved;
  private Optional<PigmentSignatures> signatures = Optional.empty();

  private ViewedScan(Path file, DataCube cube, ViewOptions options) {
    this.file = file;
    this.options = options;
    this.source = new ScanSource(file.getFileName().toString(), cube);
    this.warnings = cube.warnings();
    this.detectors = cube.detectors();
    this.saved = new SavedRegions(options.regions().orElse(SavedRegions.beside(file)));
    this.background = new Background(file, source, options, interest, stages, layers);
    this.totals = background.totals();
    this.bands = new Jobs<>(source, KEPT_JOBS);
    this.regions = new Jobs<>(source, KEPT_JOBS);
  }

  /**
   * Begins to look at a cube.
   *
   * @param file its file
   * @param cube closed with this
   * @throws IllegalArgumentException if it has 2^31 pixels or more
   */
  public static ViewedScan of(Path file, DataCube cube, ViewOptions options) {
    if (cube.header().pixels() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          file + ": %d pixels, expected less than 2^31 - 8".formatted(cube.header().pixels()));
    }
    ViewedScan scan = new ViewedScan(file, cube, options);
    scan.layers.keep(new Layer.Numbers("total", "Total counts", "counts", scan.totals.plane()));
    options.photo().ifPresent(scan::showPhoto);
    scan.background.start();
    return scan;
  }

  private void showPhoto(Picture photo) {
    layers.keep(
        new Layer.Colours("photo", "Photograph", ColourPlane.of(photo, (row, column) -> false)));
  }

  /** The file's own name, without its folders. */
  public String name() {
    return source.name();
  }

  CubeHeader header() {
    return source.header();
  }

  Optional<EnergyAxis> axis() {
    return source.header().energy();
  }

  Path file() {
    return file;
  }

  List<String> warnings() {
    return warnings;
  }

  int detectors() {
    return detectors;
  }

  Optional<Double> pixelMm() {
    return options.pixelMm();
  }

  /** Somebody looks. */
  void renewInterest() {
    interest.renew();
  }

  List<Stages.Stage> stages() {
    return background.stages();
  }

  ScanLayers layers() {
    return layers;
  }

  Totals totals() {
    return totals;
  }

  /** The elements found so far, those with the most counts first. */
  List<FoundElement> elements() {
    return background.fit().map(f -> f.scan().elements()).orElse(List.of());
  }

  Optional<Fits> fit() {
    return background.fit();
  }

  SavedRegions saved() {
    return saved;
  }

  Jobs<BandMap> bands() {
    return bands;
  }

  Jobs<RegionSpectrum> regions() {
    return regions;
  }

  /** The pixels of a region. */
  RegionMask mask(Region region) {
    return region.mask(header(), layers::numbers);
  }

  /**
   * The spectrum of a pixel, one value per bin; NaN where it is not a number.
   *
   * @throws IllegalArgumentException if there is no such pixel
   */
  float[] spectrum(int row, int column) throws IOException {
    if (row < 0 || column < 0 || row >= header().height() || column >= header().width()) {
      throw new IllegalArgumentException(
          "pixel %d, %d: expected x below %d and y below %d"
              .formatted(column, row, header().width(), header().height()));
    }
    float[] counts = new float[header().bins()];
    source.read(new Tile(row, column, 1, 1), 0, counts.length, counts);
    return counts;
  }

  /** Begins to map a band, or goes on with it. */
  Jobs.Job<BandMap> band(String id, double fromKev, double toKev, boolean net) {
    Optional<Jobs.Job<BandMap>> known = bands.find(id);
    if (known.isPresent() && layers.find(id).isPresent()) {
      return known.get();
    }
    BandMap map = BandMap.of(header(), fromKev, toKev, net);
    String title = String.format(Locale.ROOT, "%.2f–%.2f keV", fromKev, toKev);
    Pass pass = new Pass(title, new Interest(System::nanoTime), false);
    Jobs.Job<BandMap> job = bands.start(id, pass, map, () -> map);
    layers.lend(new Layer.Numbers(id, title, net ? "net counts" : "counts", map.plane()));
    return job;
  }

  /** Begins to add up the spectra of a region. */
  Jobs.Job<RegionSpectrum> region(String id, RegionMask mask) {
    RegionSpectrum spectrum = new RegionSpectrum(header().bins(), mask);
    Pass pass = new Pass("region", new Interest(System::nanoTime), false);
    Jobs.Job<RegionSpectrum> job = regions.start(id, pass, spectrum, () -> spectrum);
    layers.lend(new Layer.Numbers(id, "Region", "", mask.plane()));
    return job;
  }

  /** The pigments that explain a fitted spectrum. */
  PigmentEvidence pigments(Fits fits, SpectrumFit.Fitted fitted) {
    List<String> foreign =
        fits.scan().elements().stream()
            .filter(e -> e.origin() != FoundElement.Origin.OBJECT)
            .map(e -> e.element().symbol())
            .toList();
    List<SpectrumFit.Part> families =
        fitted.parts().stream()
            .filter(p -> p.kind() == SpectrumFit.Kind.FAMILY)
            .filter(p -> !foreign.contains(p.element().orElseThrow().symbol()))
            .toList();
    return PigmentEvidence.of(families, signatures(fits));
  }

  private synchronized PigmentSignatures signatures(Fits fits) {
    if (signatures.isEmpty()) {
      signatures =
          Optional.of(
              PigmentSignatures.of(
                  PigmentLibrary.builtin().pigments(),
                  fits.spectra().tube(),
                  axis().orElseThrow()));
    }
    return signatures.get();
  }

  /** Clusters pixels over layers, as a layer with the given id. */
  Layer.Numbers cluster(String id, List<String> over, int k) {
    Optional<Layer> known = layers.find(id);
    if (known.isPresent() && known.get() instanceof Layer.Numbers numbers) {
      return numbers;
    }
    List<Plane> planes = over.stream().map(layers::numbers).toList();
    // Counts vary as their roots do; latents have the same scale everywhere.
    boolean roots = over.stream().noneMatch(one -> one.startsWith("latent-"));
    Plane labels = Clusters.find(planes, roots, k, options.device());
    Layer.Numbers layer = new Layer.Numbers(id, k + " clusters", "cluster", labels);
    layers.lend(layer);
    return layer;
  }

  @Override
  public void close() throws IOException {
    bands.close();
    regions.close();
    background.close();
    source.close();
  }
}
