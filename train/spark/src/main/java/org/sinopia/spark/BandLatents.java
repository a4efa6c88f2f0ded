package org.sinopia.spark;

import java.io.IOException;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.train.inference.CubeEmbedder;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.inference.ScanContext;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.npy.NpyArray;

/**
 * Latents of a cube in bands: the moments of all bands are those of the scan, and with them each
 * band's spectra are embedded. The latents are put together as {@code sinopia embed} writes them,
 * and the rest of the work takes them in place of the spectra.
 */
final class BandLatents {
  private static final int EVIDENCE_PLANES = 2;

  private final Plan plan;
  private final Item item;

  BandLatents(Plan plan, Item item) {
    this.plan = plan;
    this.item = item;
  }

  /**
   * The common facts of bands.
   *
   * @param size of the cube
   * @param channels of the latent
   */
  record Whole(BandCube.Size size, int channels) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private ModelFolder model() throws IOException {
    Optional<String> embedder = plan.line().value("--embedder");
    if (embedder.isPresent()) {
      return ModelFolder.open(Workplace.unpacked(plan.shipped(embedder.get()).orElseThrow()));
    }
    Optional<Shipped> given = plan.line().value("--model").flatMap(plan::shipped);
    ModelFolder folder =
        ModelFolder.open(given.isPresent() ? Workplace.unpacked(given.get()) : Workplace.builtIn());
    return plan.line().job() == Job.EMBED
        ? folder
        : folder
            .ownEmbedder()
            .orElseThrow(
                () -> new Single.BadInputException("--embedder: missing, the model has none"));
  }

  private DataCube on(DataCube cube, EmbedderDescription embedder) throws IOException {
    try {
      return cube.on(embedder.energy());
    } catch (IllegalArgumentException e) {
      throw new Single.BadInputException(item.uri() + ": " + e.getMessage());
    }
  }

  /** The sizes that the bands follow from. */
  Whole whole() throws IOException {
    EmbedderDescription embedder = model().embedder();
    try (DataCube cube = BandCube.open(plan, item)) {
      return new Whole(
          new BandCube.Size(
              cube.header().height(),
              cube.header().width(),
              ScanContext.bandRows(on(cube, embedder))),
          embedder.channels());
    }
  }

  /** The sums of a band's rows of tiles; none if the embedder does not read spectra in context. */
  List<ScanMoments.Sum> sums(BandCube.Band band) throws IOException {
    EmbedderDescription embedder = model().embedder();
    if (!embedder.needsScan()) {
      return List.of();
    }
    try (DataCube cube = BandCube.open(plan, item)) {
      return ScanContext.rowSums(on(BandCube.band(cube, band), embedder));
    }
  }

  /**
   * Embeds a band's spectra, and stores their latents and evidence.
   *
   * @param total the sums of all bands; null if the embedder does not need them
   * @param attempt distinguishes this attempt from others
   */
  void embed(BandCube.Band band, ScanMoments.Sum total, long attempt) throws IOException {
    Path folder = Workplace.forAttempt();
    try (DataCube cube = BandCube.open(plan, item);
        CubeEmbedder embedder = CubeEmbedder.open(model(), BandCube.device(plan))) {
      Optional<ScanMoments> scan = Optional.ofNullable(total).map(ScanMoments.Sum::moments);
      CubeEmbedder.Examined examined =
          embedder.examine(BandCube.band(cube, band), item.uri(), scan, done -> {});
      Path latent = folder.resolve("latent.npy");
      write(
          latent,
          examined.latent().values(),
          examined.latent().channels(),
          band.rows(),
          cube.header().width());
      store(latent, part(band, "latent"), attempt);
      Path evidence = folder.resolve("evidence.npy");
      examined.evidence().write(evidence);
      store(evidence, part(band, "evidence"), attempt);
    } finally {
      Workplace.delete(folder);
    }
  }

  private static void write(Path file, float[] values, long... shape) throws IOException {
    try (NpyArray array = NpyArray.create(file, SampleType.F32, shape)) {
      array.write(0, MemorySegment.ofArray(values));
      array.finish();
    }
  }

  private void store(Path file, String uri, long attempt) throws IOException {
    plan.storage().upload(file, uri + "." + attempt);
    plan.storage().rename(uri + "." + attempt, uri);
  }

  private String part(BandCube.Band band, String what) {
    return plan.bands(item) + "/" + band.row() + "-" + what;
  }

  /**
   * Puts the bands together.
   *
   * @param total the sums of all bands; null if the embedder does not need them
   * @param folder on this machine that becomes a folder of pairs, with this cube alone
   */
  void assemble(Whole whole, List<BandCube.Band> bands, ScanMoments.Sum total, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    String name = item.name();
    join(bands, "latent", whole.channels(), whole.size(), folder.resolve(name + ".npy"));
    join(bands, "evidence", EVIDENCE_PLANES, whole.size(), folder.resolve(name + Evidence.ENDING));
    if (total != null) {
      total.moments().write(folder.resolve(name + ScanMoments.ENDING));
    }
    PairsManifest.Entry entry =
        new PairsManifest.Entry(
            name,
            name + ".npy",
            null,
            whole.size().height(),
            whole.size().width(),
            ImageSplit.TRAIN,
            null,
            null,
            null,
            name + Evidence.ENDING,
            total == null ? null : name + ScanMoments.ENDING);
    Files.writeString(
        folder.resolve(PairsManifest.FILE),
        ConfigJson.write(new PairsManifest(model().sha256(), "", List.of(entry))),
        StandardCharsets.UTF_8);
  }

  private void join(
      List<BandCube.Band> bands, String what, int planes, BandCube.Size size, Path target)
      throws IOException {
    long pixels = (long) size.height() * size.width();
    Path part = target.resolveSibling("part.npy");
    try (NpyArray array =
        NpyArray.create(target, SampleType.F32, planes, size.height(), size.width())) {
      for (BandCube.Band band : bands) {
        plan.storage().download(part(band, what), part);
        float[] values = NpyArray.readFloats(part, planes, band.rows(), size.width());
        int length = band.rows() * size.width();
        MemorySegment all = MemorySegment.ofArray(values);
        for (int p = 0; p < planes; p++) {
          array.write(
              p * pixels + (long) band.row() * size.width(),
              all.asSlice((long) p * length * Float.BYTES, (long) length * Float.BYTES));
        }
      }
      array.finish();
    }
    Files.delete(part);
  }
}
