package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.sinopia.train.model.BuiltInModel;
import org.sinopia.train.model.ModelFolder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The models that recolour a scan: those that were named, or the ones that come with Sinopia. */
final class RecolouringModel {
  /** The name of the models that come with Sinopia, for {@code --model}. */
  static final String BUILT_IN = "built-in";

  @Option(
      names = "--model",
      paramLabel = "RUN",
      description =
          "Run of train-recolourer or adapt, or its folder model, or built-in (by default, except of view).")
  private Path model;

  @Option(
      names = "--embedder",
      paramLabel = "RUN",
      description = "Run of train-embedder, or its folder model; by default the one in the model.")
  private Path embedder;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /**
   * Models that fit together. Closing them twice does no harm.
   *
   * @param embedder null if it was not asked for
   * @param recolourer what it makes of latents
   * @param builtIn where they lie, if they are the built-in ones
   */
  record Opened(ModelFolder embedder, ModelFolder recolourer, Optional<BuiltInModel> builtIn)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      if (builtIn.isPresent()) {
        builtIn.get().close();
      }
    }
  }

  /**
   * Opens them.
   *
   * @param warnings receives a line if the embedder is not the one that the model was trained with
   * @throws IllegalArgumentException if a folder holds no such model, or they do not fit together
   */
  Opened open(PrintWriter warnings) throws IOException {
    if (model == null && embedder != null) {
      throw new IllegalArgumentException("--embedder: expected --model as well");
    }
    Optional<BuiltInModel> builtIn = builtIn();
    try {
      ModelFolder recolourer = recolourer(builtIn);
      ModelFolder embedding = embedding(recolourer, warnings);
      int channels = recolourer.recolourer().config().channels();
      if (embedding.embedder().channels() != channels) {
        throw new IllegalArgumentException(
            "%s: latent of %d channels, expected %d as the input of %s"
                .formatted(
                    embedding.folder(),
                    embedding.embedder().channels(),
                    channels,
                    recolourer.folder()));
      }
      return new Opened(embedding, recolourer, builtIn);
    } catch (IOException | RuntimeException e) {
      if (builtIn.isPresent()) {
        builtIn.get().close();
      }
      throw e;
    }
  }

  /** Opens the recolourer alone, for latents that are there already; its embedder is null. */
  Opened openRecolourer() throws IOException {
    Optional<BuiltInModel> builtIn = builtIn();
    return new Opened(null, recolourer(builtIn), builtIn);
  }

  /** True if either was named. */
  boolean isGiven() {
    return model != null || embedder != null;
  }

  private Optional<BuiltInModel> builtIn() throws IOException {
    boolean wanted = model == null || model.toString().equals(BUILT_IN);
    return wanted ? Optional.of(BuiltInModel.unpack()) : Optional.empty();
  }

  private ModelFolder recolourer(Optional<BuiltInModel> builtIn) throws IOException {
    return builtIn.isPresent() ? builtIn.get().recolourer() : ModelFolder.open(model);
  }

  private ModelFolder embedding(ModelFolder recolourer, PrintWriter warnings) throws IOException {
    recolourer.requireRecolourer();
    Optional<ModelFolder> own = recolourer.ownEmbedder();
    if (embedder == null) {
      return own.orElseThrow(
          () ->
              new IllegalArgumentException(
                  "--embedder: missing, and " + recolourer.folder() + " holds no embedder"));
    }
    ModelFolder given = ModelFolder.open(embedder);
    given.requireEmbedder();
    if (own.isPresent() && !own.get().sha256().equals(given.sha256())) {
      warnings.println(
          "sinopia "
              + spec.name()
              + ": --embedder: "
              + given.folder()
              + " is not the one that "
              + recolourer.folder()
              + " was trained with; colours may mean nothing");
    }
    return given;
  }
}
