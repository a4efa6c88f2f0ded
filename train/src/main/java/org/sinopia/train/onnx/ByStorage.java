package org.sinopia.train.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sinopia.tensor.Tensor;

/**
 * A map whose keys are places in storages of tensors. Two tensors are at the same place if they
 * share storage and start at the same element; an address alone does not tell, because a scope
 * gives the memory of a released tensor to the next.
 */
final class ByStorage<V> {
  /** A tensor at some place, and the value there. */
  private record Entry<V>(Tensor tensor, V value) {}

  private final Map<Long, List<Entry<V>>> entries = new HashMap<>();

  /** Sets the value at a tensor's place. */
  void put(Tensor tensor, V value) {
    List<Entry<V>> here = entries.computeIfAbsent(address(tensor), _ -> new ArrayList<>());
    here.removeIf(entry -> entry.tensor.sharesStorage(tensor));
    here.add(new Entry<>(tensor, value));
  }

  /** The value at a tensor's place. */
  Optional<V> get(Tensor tensor) {
    return entries.getOrDefault(address(tensor), List.of()).stream()
        .filter(entry -> entry.tensor.sharesStorage(tensor))
        .map(Entry::value)
        .findFirst();
  }

  /** True if some place in the tensor's storage has a value. */
  boolean knowsStorageOf(Tensor tensor) {
    return entries.values().stream()
        .flatMap(List::stream)
        .anyMatch(entry -> entry.tensor.sharesStorage(tensor));
  }

  private static long address(Tensor tensor) {
    return tensor.memory().address();
  }
}
