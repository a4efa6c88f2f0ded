package org.sinopia.nn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

/**
 * A part of a network, or all of it: weights and further modules, each under a name. Full names
 * join the names on the way with dots ({@code down.0.attn.qkv.weight}) and are those of the tensors
 * in files.
 *
 * <p>A subclass declares its weights and parts in its constructor; {@link #allocate} on the whole
 * then gives all weights their memory. A new module is in evaluation mode.
 */
@SuppressWarnings("JavaLangClash") // the field's own name; java.lang.Module is never meant here
public abstract class Module {
  private final SequencedMap<String, Weight> weights = new LinkedHashMap<>();
  private final List<Part> parts = new ArrayList<>();
  private Scope memory;
  private boolean training;

  /** Called by subclasses. */
  protected Module() {}

  private record Part(String name, Module module) {}

  /**
   * A layer as {@code sinopia model} lists it.
   *
   * @param name its full name, empty for the whole
   * @param kind its class
   * @param shapes of the weights that it has itself, by their names in it
   * @param parameters how many numbers those are
   */
  public record Layer(
      String name, String kind, SequencedMap<String, Shape> shapes, int parameters) {}

  /** Declares a weight. */
  protected final Weight weight(String name, Initialiser initialiser, int... extents) {
    Weight weight = new Weight(Shape.of(extents), initialiser);
    if (weights.putIfAbsent(name, weight) != null) {
      throw new IllegalStateException(getClass().getSimpleName() + ": two weights " + name);
    }
    return weight;
  }

  /** Declares a part; an empty name adds nothing to full names. */
  protected final <M extends Module> M part(String name, M part) {
    parts.add(new Part(name, part));
    return part;
  }

  /** Declares parts {@code name.0}, {@code name.1}, …. */
  protected final <M extends Module> List<M> parts(String name, List<M> list) {
    for (int i = 0; i < list.size(); i++) {
      part(name + "." + i, list.get(i));
    }
    return List.copyOf(list);
  }

  /** All weights by full name, in order of declaration. */
  public final SequencedMap<String, Weight> weights() {
    SequencedMap<String, Weight> all = new LinkedHashMap<>();
    collect("", all);
    return all;
  }

  private void collect(String prefix, SequencedMap<String, Weight> all) {
    for (var weight : weights.entrySet()) {
      if (all.putIfAbsent(prefix + weight.getKey(), weight.getValue()) != null) {
        throw new IllegalStateException("two weights " + prefix + weight.getKey());
      }
    }
    for (Part part : parts) {
      part.module().collect(part.name().isEmpty() ? prefix : prefix + part.name() + ".", all);
    }
  }

  /** All modules that have weights themselves. */
  public final List<Layer> layers() {
    List<Layer> all = new ArrayList<>();
    list("", all);
    return all;
  }

  private void list(String name, List<Layer> all) {
    if (!weights.isEmpty()) {
      SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
      weights.forEach((own, weight) -> shapes.put(own, weight.shape()));
      all.add(new Layer(name, getClass().getSimpleName(), shapes, count(weights)));
    }
    String prefix = name.isEmpty() ? "" : name + ".";
    parts.forEach(p -> p.module().list(p.name().isEmpty() ? name : prefix + p.name(), all));
  }

  /** How many learnable numbers there are. */
  public final int parameters() {
    return count(weights());
  }

  /** How many of them are layers' weights and biases, rather than temperatures and the like. */
  public final int layerParameters() {
    SequencedMap<String, Weight> all = weights();
    all.keySet().removeIf(name -> !name.endsWith("weight") && !name.endsWith("bias"));
    return count(all);
  }

  private static int count(Map<String, Weight> weights) {
    return weights.values().stream().mapToInt(weight -> weight.shape().elements()).sum();
  }

  /**
   * Gives all weights memory and their starting values.
   *
   * @param scope outlives every use of this module
   * @param seed of the starting values
   * @throws IllegalStateException if a weight has memory already
   */
  public final ParameterStore allocate(Scope scope, long seed) {
    ParameterStore store = new ParameterStore(scope, weights(), seed);
    setMemory(scope);
    return store;
  }

  private void setMemory(Scope scope) {
    memory = scope;
    parts.forEach(part -> part.module().setMemory(scope));
  }

  /**
   * The scope given to {@link #allocate}, for constants that live as long as the weights.
   *
   * @throws IllegalStateException before that
   */
  protected final Scope memory() {
    if (memory == null) {
      throw new IllegalStateException(
          getClass().getSimpleName() + ": has no memory yet; allocate the model first");
    }
    return memory;
  }

  /** Whether dropout and the like are at work. */
  public final boolean training() {
    return training;
  }

  /** Training mode, here and in all parts. */
  public final void train() {
    setTraining(true);
  }

  /** Evaluation mode, here and in all parts. */
  public final void eval() {
    setTraining(false);
  }

  private void setTraining(boolean mode) {
    training = mode;
    parts.forEach(part -> part.module().setTraining(mode));
  }

  /** All values by full name: what {@link #save} writes. */
  public final SequencedMap<String, Tensor> state() {
    SequencedMap<String, Tensor> state = new LinkedHashMap<>();
    weights().forEach((name, weight) -> state.put(name, weight.parameter().value()));
    return state;
  }

  /** Writes all weights to a safetensors file. */
  public final void save(Path file, Map<String, String> metadata) throws IOException {
    Safetensors.write(file, metadata, state());
  }

  /**
   * Overwrites all weights with those of a safetensors file, which holds just these.
   *
   * @throws SafetensorsException as {@link #load(Safetensors, String)}
   */
  public final void load(Path path) throws IOException {
    try (Safetensors file = Safetensors.open(path)) {
      load(file, "");
    }
  }

  /**
   * Overwrites all weights with the tensors of a file whose names start with {@code prefix}. A
   * tensor without axes may stand for one of shape [1]. Nothing is overwritten unless everything
   * fits.
   *
   * @throws SafetensorsException if a weight is missing, has another shape, or holds NaN or
   *     infinity, or a tensor belongs to no weight; the message names file and tensor
   */
  public final void load(Safetensors file, String prefix) throws SafetensorsException {
    requireFit(file, prefix);
    for (Map.Entry<String, Weight> e : weights().entrySet()) {
      file.readInto(prefix + e.getKey(), e.getValue().parameter().value());
    }
  }

  /**
   * Checks that {@link #load(Safetensors, String)} would succeed; the weights need no memory yet.
   *
   * @throws SafetensorsException as that
   */
  public final void requireFit(Safetensors file, String prefix) throws SafetensorsException {
    SequencedMap<String, Weight> all = weights();
    for (Map.Entry<String, Weight> e : all.entrySet()) {
      String name = prefix + e.getKey();
      if (!file.names().contains(name)) {
        throw new SafetensorsException(
            file.file() + ": tensor " + name + ": missing" + unexpected(file, prefix, all));
      }
      Shape found = file.shape(name);
      Shape wanted = e.getValue().shape();
      boolean scalar = found.rank() == 0 && wanted.equals(Shape.of(1));
      if (!found.equals(wanted) && !scalar) {
        throw new SafetensorsException(
            file.file() + ": tensor " + name + ": shape " + found + ", expected " + wanted);
      }
      file.requireFinite(name);
    }
    String unexpected = unexpected(file, prefix, all);
    if (!unexpected.isEmpty()) {
      throw new SafetensorsException(file.file() + unexpected);
    }
  }

  private static String unexpected(
      Safetensors file, String prefix, SequencedMap<String, Weight> all) {
    List<String> names =
        file.names().stream()
            .filter(n -> n.startsWith(prefix) && !all.containsKey(n.substring(prefix.length())))
            .toList();
    return names.isEmpty()
        ? ""
        : ": tensor "
            + names.getFirst()
            + (names.size() > 1 ? " and " + (names.size() - 1) + " more" : "")
            + ": no weight of the model has that name";
  }
}
