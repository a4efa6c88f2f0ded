package org.sinopia.nn.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.BiasActivation;
import org.sinopia.nn.Initialiser;
import org.sinopia.nn.Module;
import org.sinopia.nn.layer.AlphaDropout;
import org.sinopia.nn.layer.GaussianMixture;
import org.sinopia.nn.layer.Linear;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.RandomOp;
import org.sinopia.tensor.op.UnaryFunction;

/**
 * The embedder of Bombini et al. 2024 (arXiv 2401.17695, 2410.08826): a variational autoencoder of
 * spectra whose latent can be clustered. Encoder and decoder are self-normalising (Linear, SELU);
 * two linear heads give mean and log variance of the latent.
 */
public final class VariationalEmbedder extends Module {
  private final EmbedderConfig config;
  private final List<Linear> encoder;
  private final Linear mu;
  private final Linear logvar;
  private final List<Linear> decoder;
  private final AlphaDropout dropout;
  private final Optional<GaussianMixture> prior;
  private final Optional<Linear> encoderContext;
  private final Optional<Linear> decoderContext;
  private final Optional<ColourHead> colours;

  /** Latent → hidden → sRGB-encoded colour. */
  private static final class ColourHead extends Module {
    private final Linear hidden;
    private final Linear colour;

    private ColourHead(int latent, int width) {
      hidden = part("hidden", selfNormalising(latent, width));
      colour = part("colour", selfNormalising(width, 3));
    }

    /** (1 + tanh) / 2, as the redmean distance is defined for colours in [0, 1] only. */
    private Variable of(Variable features) {
      Tape tape = features.tape();
      Variable signed =
          BiasActivation.of(
              UnaryFunction.TANH, colour.product(features), colour.bias(tape), Dropout.NONE);
      Variable half = tape.constant(tape.scope().full(0.5, signed.shape().extent(0), 3));
      return Binary.add(Scale.of(0.5, signed), half);
    }
  }

  /**
   * The Gaussian N(μ, σ²) that a spectrum is encoded to.
   *
   * @param mu [B, latent]
   * @param logvar [B, latent], log σ²
   * @param features [B, width of the encoder's last hidden layer], what both are told from
   */
  public record Latent(Variable mu, Variable logvar, Variable features) {}

  /**
   * The same as numbers.
   *
   * @param mu [B, latent]
   * @param logvar [B, latent], log σ²
   */
  public record Posterior(Tensor mu, Tensor logvar) {}

  /** Without memory yet. */
  public VariationalEmbedder(EmbedderConfig config) {
    this.config = config;
    encoder = parts("encoder", chain(config.bins(), config.encoder()));
    int width = config.encoder().getLast();
    mu = part("mu", selfNormalising(width, config.latent()));
    logvar = part("logvar", selfNormalising(width, config.latent()));
    List<Integer> widths = new ArrayList<>(config.decoder());
    widths.add(config.bins());
    decoder = parts("decoder", chain(config.latent(), widths));
    dropout = part("dropout", new AlphaDropout(config.dropout()));
    prior =
        config.prior() == EmbedderConfig.Prior.MIXTURE
            ? Optional.of(part("prior", new GaussianMixture(config.components(), config.latent())))
            : Optional.empty();
    encoderContext = context("encoder_context", config.encoder().getFirst());
    decoderContext =
        context(
            "decoder_context",
            config.decoder().isEmpty() ? config.bins() : config.decoder().getFirst());
    colours =
        config.colourWidth() > 0
            ? Optional.of(part("colours", new ColourHead(config.latent(), config.colourWidth())))
            : Optional.empty();
  }

  /** The layer that adds a scan's moments to a first layer, if the configuration asks for it. */
  private Optional<Linear> context(String name, int width) {
    int read = config.contextWidth();
    return read > 0
        ? Optional.of(part(name, new Linear(read, width, Initialiser.leCunNormal(read), false)))
        : Optional.empty();
  }

  private static List<Linear> chain(int in, List<Integer> widths) {
    List<Linear> layers = new ArrayList<>();
    int from = in;
    for (int to : widths) {
      layers.add(selfNormalising(from, to));
      from = to;
    }
    return layers;
  }

  private static Linear selfNormalising(int in, int out) {
    return new Linear(in, out, Initialiser.leCunNormal(in));
  }

  /** Its configuration. */
  public EmbedderConfig config() {
    return config;
  }

  /** The learnable prior, if the configuration asks for one. */
  public Optional<GaussianMixture> prior() {
    return prior;
  }

  /**
   * The means μ alone, [B, latent], in one op and without gradients or dropout.
   *
   * @param spectra of one scan, of as many bins as the configuration says
   * @param scaling what makes of counts what {@link #encode} takes
   * @param context [1, 2 · bins], the scan's moments, if the configuration asks for them
   * @param scope where the result lives
   */
  public Tensor means(
      Spectra spectra, CountScaling scaling, Optional<Tensor> context, Scope scope) {
    Tensor means = latents(spectra.count(), scope);
    spectra.encode(encoder(scaling, context, scope, mu), List.of(means)).run();
    return means;
  }

  /** Means and log variances, otherwise as {@link #means}. */
  public Posterior posterior(
      Spectra spectra, CountScaling scaling, Optional<Tensor> context, Scope scope) {
    Posterior found =
        new Posterior(latents(spectra.count(), scope), latents(spectra.count(), scope));
    spectra
        .encode(encoder(scaling, context, scope, mu, logvar), List.of(found.mu(), found.logvar()))
        .run();
    return found;
  }

  private Tensor latents(int spectra, Scope scope) {
    return scope.empty(spectra, config.latent());
  }

  private Encoder encoder(
      CountScaling scaling, Optional<Tensor> context, Scope scope, Linear... heads) {
    List<Encoder.Dense> hidden = new ArrayList<>(encoder.stream().map(Linear::dense).toList());
    if (requireContext(context)) {
      // The context's part is the same for all spectra of a scan, so it can be part of the bias.
      Tape tape = Tape.inference(scope, 0);
      Variable bias =
          org.sinopia.autograd.op.Linear.of(
              tape.constant(context.get()),
              encoderContext.get().weight(tape),
              encoder.getFirst().bias(tape));
      Encoder.Dense first = hidden.getFirst();
      hidden.set(0, new Encoder.Dense(first.weight(), bias.value().reshape(first.out())));
    }
    return new Encoder(scaling, hidden, Stream.of(heads).map(Linear::dense).toList());
  }

  private boolean requireContext(Optional<?> context) {
    if (context.isPresent() != config.context()) {
      throw new IllegalArgumentException(
          config.context()
              ? "embedder: no context of the scan, expected one"
              : "embedder: a context of the scan, expected none: its context is off");
    }
    return config.context();
  }

  /**
   * [B, bins] → a Gaussian for each, with gradients; see {@link #means} for without.
   *
   * @param context [B, 2 · bins], for each spectrum the moments of its scan, if the configuration
   *     asks for them
   */
  public Latent encode(Variable spectra, Optional<Variable> context) {
    Linear first = encoder.getFirst();
    Variable x = selu(first, inContext(first.product(spectra), encoderContext, context));
    for (Linear layer : encoder.subList(1, encoder.size())) {
      x = selu(layer, layer.product(x));
    }
    return new Latent(mu.forward(x), logvar.forward(x), x);
  }

  /**
   * The colour that a latent stands for, if the configuration asks for such a head: [B, latent] →
   * [B, 3], sRGB-encoded, above 0 and below 1.
   */
  public Optional<Variable> colours(Variable z) {
    return colours.map(head -> head.of(selu(head.hidden, head.hidden.product(z))));
  }

  /** z = μ + σ·ε with ε from N(0, I), [B, latent]. */
  public Variable sample(Latent latent) {
    Tape tape = latent.mu().tape();
    Tensor noise = tape.scope().emptyLike(latent.mu().value());
    new RandomOp.Normal(tape.seed(), tape.nextStream(), noise).run();
    return sample(latent, noise);
  }

  /** z = μ + σ·ε with a given ε, [B, latent]. */
  public Variable sample(Latent latent, Tensor noise) {
    Variable sigma = Unary.exp(Scale.of(0.5, latent.logvar()));
    return Binary.add(latent.mu(), Binary.multiply(sigma, latent.mu().tape().constant(noise)));
  }

  /**
   * [B, latent] → [B, bins].
   *
   * @param context as for {@link #encode}; [1, 2 · bins] if all are of one scan
   */
  public Variable decode(Variable z, Optional<Variable> context) {
    Linear first = decoder.getFirst();
    if (decoder.size() == 1) {
      return inContext(first.forward(z), decoderContext, context);
    }
    Variable x = selu(first, inContext(first.product(z), decoderContext, context));
    for (Linear layer : decoder.subList(1, decoder.size() - 1)) {
      x = selu(layer, layer.product(x));
    }
    return decoder.getLast().forward(x);
  }

  /** One layer's output for spectra or latents, plus another's for their scan's moments. */
  private Variable inContext(
      Variable product, Optional<Linear> contextLayer, Optional<Variable> context) {
    return requireContext(context)
        ? Binary.add(product, contextLayer.get().product(context.get()))
        : product;
  }

  private Variable selu(Linear layer, Variable product) {
    Tape tape = product.tape();
    return BiasActivation.of(UnaryFunction.SELU, product, layer.bias(tape), dropout.draw(tape));
  }
}
