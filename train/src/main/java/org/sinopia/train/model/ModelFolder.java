package org.sinopia.train.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.sinopia.nn.ConfigJson;
import org.sinopia.nn.Module;
import org.sinopia.nn.Safetensors;
import org.sinopia.nn.SafetensorsException;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.SmallUViT;
import org.sinopia.nn.model.SmallUViTTrunk;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.train.PendingFolder;
import org.sinopia.train.Sha256;

/**
 * A trained model in a folder: {@code model.json}, what it is, and {@code weights.safetensors}. A
 * recolourer's may hold, as the folder {@code embedder}, the embedder whose latents it was trained
 * on.
 */
public final class ModelFolder {
  /** The folder's name in the folder of a training run. */
  public static final String IN_RUN = "model";

  private static final String DESCRIPTION = "model.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String EMBEDDER = "embedder";
  private static final String TRUST = "trust.json";
  private static final String SCANS = "scans.safetensors";

  private final Path folder;
  private final ModelDescription description;

  private ModelFolder(Path folder, ModelDescription description) {
    this.folder = folder;
    this.description = description;
  }

  /**
   * Opens the model of a training run, or a model's own folder. Of the weights, nothing is read
   * yet.
   *
   * @throws NoSuchFileException if there is no such folder
   * @throws IllegalArgumentException if it holds no model, or {@code model.json} is not what it
   *     should be; the message names file and field
   */
  public static ModelFolder open(Path runOrFolder) throws IOException {
    Path folder = find(runOrFolder);
    Path file = folder.resolve(DESCRIPTION);
    String json = new String(Files.readAllBytes(file), UTF_8);
    ModelDescription description = DescriptionJson.parse(json, file.toString());
    Path weights = folder.resolve(WEIGHTS);
    if (!Files.isRegularFile(weights)) {
      throw new IllegalArgumentException(weights + ": missing, expected beside " + DESCRIPTION);
    }
    return new ModelFolder(folder, description);
  }

  private static Path find(Path runOrFolder) throws NoSuchFileException {
    for (Path candidate : List.of(runOrFolder, runOrFolder.resolve(IN_RUN))) {
      Path folder = PendingFolder.whole(candidate);
      if (Files.isRegularFile(folder.resolve(DESCRIPTION))) {
        return folder;
      }
    }
    if (!Files.exists(runOrFolder)) {
      throw new NoSuchFileException(runOrFolder.toString());
    }
    throw new IllegalArgumentException(
        runOrFolder
            + ": no trained model, expected "
            + DESCRIPTION
            + " and "
            + WEIGHTS
            + " in it or in its folder "
            + IN_RUN);
  }

  /**
   * Writes a model; what was there is replaced only when the new one is whole, except for the
   * folder {@code embedder}, which stays.
   *
   * @param folder made if it is missing
   * @param weights all of the model's, by name
   */
  public static ModelFolder write(
      Path folder, ModelDescription description, SequencedMap<String, Tensor> weights)
      throws IOException {
    try (PendingFolder pending = PendingFolder.of(folder)) {
      Path part = pending.path();
      Files.writeString(part.resolve(DESCRIPTION), description.toJson(), UTF_8);
      Safetensors.write(part.resolve(WEIGHTS), Map.of(), weights);
      Path embedder = folder.resolve(EMBEDDER);
      if (Files.exists(embedder)) {
        open(embedder).copyTo(part.resolve(EMBEDDER));
      }
      pending.commit();
    }
    return new ModelFolder(folder, description);
  }

  /** Puts a copy of this embedder into a recolourer's folder, which need not be there yet. */
  public void copyInto(Path recolourer) throws IOException {
    embedder();
    try (PendingFolder pending = PendingFolder.of(recolourer.resolve(EMBEDDER))) {
      copyFiles(pending.path());
      pending.commit();
    }
  }

  /**
   * Copies it with all that was measured of it, but without its embedder.
   *
   * @param target not there yet
   */
  public void copyTo(Path target) throws IOException {
    copyFiles(Files.createDirectory(target));
  }

  private void copyFiles(Path target) throws IOException {
    for (String name : List.of(DESCRIPTION, WEIGHTS, TRUST, SCANS)) {
      if (Files.exists(folder.resolve(name))) {
        Files.copy(folder.resolve(name), target.resolve(name));
      }
    }
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Its description. */
  public ModelDescription description() {
    return description;
  }

  /**
   * Its description, where that must be an embedder's.
   *
   * @throws IllegalArgumentException if it is none
   */
  public EmbedderDescription embedder() {
    if (description instanceof EmbedderDescription embedder) {
      return embedder;
    }
    throw new IllegalArgumentException(wrongKind(EmbedderDescription.KIND));
  }

  /**
   * Checks that it is an embedder.
   *
   * @throws IllegalArgumentException if it is none
   */
  public void requireEmbedder() {
    if (!(description instanceof EmbedderDescription)) {
      throw new IllegalArgumentException(wrongKind(EmbedderDescription.KIND));
    }
  }

  /**
   * Checks that it is a recolourer.
   *
   * @throws IllegalArgumentException if it is none
   */
  public void requireRecolourer() {
    if (!(description instanceof RecolourerDescription)) {
      throw new IllegalArgumentException(wrongKind(RecolourerDescription.KIND));
    }
  }

  /**
   * Its description, where that must be a recolourer's.
   *
   * @throws IllegalArgumentException if it is none
   */
  public RecolourerDescription recolourer() {
    if (description instanceof RecolourerDescription recolourer) {
      return recolourer;
    }
    throw new IllegalArgumentException(wrongKind(RecolourerDescription.KIND));
  }

  private String wrongKind(String wanted) {
    return folder
        + ": holds "
        + withArticle(description.kind())
        + ", expected "
        + withArticle(wanted);
  }

  private static String withArticle(String kind) {
    return (kind.startsWith("e") ? "an " : "a ") + kind;
  }

  /** The embedder in a recolourer's folder, if there is one. */
  public Optional<ModelFolder> ownEmbedder() throws IOException {
    Path own = PendingFolder.whole(folder.resolve(EMBEDDER));
    return Files.exists(own) ? Optional.of(open(own)) : Optional.empty();
  }

  /**
   * How far its colours can be trusted, if that was measured.
   *
   * @throws ConfigJson.InvalidConfigException if the file is damaged, naming it and the field
   */
  public Optional<Trust> trust() throws IOException {
    Path file = folder.resolve(TRUST);
    return Files.isRegularFile(file)
        ? Optional.of(ConfigJson.read(file, Trust.NOTHING))
        : Optional.empty();
  }

  /** Notes how far its colours can be trusted. */
  public void write(Trust trust) throws IOException {
    PendingFile.write(
        folder.resolve(TRUST),
        file -> Files.writeString(file, ConfigJson.write(trust) + "\n", UTF_8));
  }

  /**
   * The subspace of the scans that it was trained on, if that was measured.
   *
   * @param bins of their spectra
   * @throws SafetensorsException if the file is damaged, naming it
   */
  public Optional<ScanSubspace> scans(int bins) throws IOException {
    Path file = folder.resolve(SCANS);
    return Files.isRegularFile(file)
        ? Optional.of(ScanSubspace.read(file, bins))
        : Optional.empty();
  }

  /** Notes what scans that it was trained on are like. */
  public void write(ScanSubspace scans) throws IOException {
    scans.write(folder.resolve(SCANS));
  }

  /**
   * Forgets what scans that it was trained on are like, so that no scan is foreign as a whole: for
   * a model that was trained on scans like a single one.
   */
  public void forgetScans() throws IOException {
    Files.deleteIfExists(folder.resolve(SCANS));
  }

  /** SHA-256 of the weights' file, in hexadecimal digits. */
  public String sha256() throws IOException {
    return Sha256.of(folder.resolve(WEIGHTS));
  }

  /** The weights' file. */
  public Path weights() {
    return folder.resolve(WEIGHTS);
  }

  /**
   * The embedder with its weights, in evaluation mode.
   *
   * @param scope outlives every use of it
   * @throws IllegalArgumentException if this is no embedder
   * @throws SafetensorsException if the weights are not those of its configuration
   */
  public VariationalEmbedder loadEmbedder(Scope scope) throws IOException {
    return loaded(new VariationalEmbedder(embedder().config()), scope);
  }

  /**
   * The recolourer with its weights, in evaluation mode.
   *
   * @param scope outlives every use of it
   * @throws IllegalArgumentException if this is no recolourer
   * @throws SafetensorsException if the weights are not those of its configuration
   */
  public Recolourer loadRecolourer(Scope scope) throws IOException {
    return loaded(recolourer().config().build(), scope);
  }

  /**
   * The pre-trained trunk with its weights, in evaluation mode.
   *
   * @param scope outlives every use of it
   * @throws IllegalArgumentException if this is no pre-trained trunk
   * @throws SafetensorsException if the weights are not those of its configuration
   */
  public SmallUViTTrunk loadTrunk(Scope scope) throws IOException {
    if (description instanceof PretrainedDescription pretrained) {
      return loaded(new SmallUViT(pretrained.config()).trunk(), scope);
    }
    throw new IllegalArgumentException(wrongKind(PretrainedDescription.KIND));
  }

  private <M extends Module> M loaded(M model, Scope scope) throws IOException {
    try (Safetensors file = Safetensors.open(weights())) {
      // First of all: memory is not asked for on a configuration's word alone.
      model.requireFit(file, "");
      model.allocate(scope, 0);
      model.load(file, "");
    }
    return model;
  }
}
