package org.sinopia.train.view.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The layers of a scan by id: those that stay, and passing ones, of which the oldest give way, so
 * that memory is bounded whatever is asked for. Thread-safe.
 */
public final class ScanLayers {
  private final int passing;
  private final SequencedMap<String, Layer> lasting = new LinkedHashMap<>();
  private final SequencedMap<String, Layer> recent = new LinkedHashMap<>();

  /**
   * No layers yet.
   *
   * @param passing the most passing layers
   */
  public ScanLayers(int passing) {
    this.passing = passing;
  }

  /** Adds a layer that stays; one of the same id is replaced. */
  public synchronized void keep(Layer layer) {
    lasting.put(layer.id(), layer);
  }

  /** Adds a passing layer. */
  public synchronized void lend(Layer layer) {
    recent.putLast(layer.id(), layer);
    while (recent.size() > passing) {
      recent.pollFirstEntry();
    }
  }

  /** Removes a passing layer. */
  public synchronized void drop(String id) {
    recent.remove(id);
  }

  /** The layer of an id. */
  public synchronized Optional<Layer> find(String id) {
    return Optional.ofNullable(lasting.getOrDefault(id, recent.get(id)));
  }

  /** A layer of numbers. */
  public Plane numbers(String id) {
    Layer layer =
        find(id).orElseThrow(() -> new IllegalArgumentException("layer " + id + ": unknown"));
    if (layer instanceof Layer.Numbers numbers) {
      return numbers.plane();
    }
    throw new IllegalArgumentException("layer " + id + ": is a picture, expected numbers");
  }

  /** Those that stay, oldest first. */
  public synchronized List<Layer> lasting() {
    return new ArrayList<>(lasting.values());
  }

  /** Passing ones, oldest first. */
  public synchronized List<Layer> passing() {
    return new ArrayList<>(recent.values());
  }
}
