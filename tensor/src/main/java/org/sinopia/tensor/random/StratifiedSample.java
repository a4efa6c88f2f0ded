package org.sinopia.tensor.random;

/** One element drawn from each of as many equal stretches of a sequence as are wanted. */
public final class StratifiedSample {
  private StratifiedSample() {}

  /**
   * Indices of the sample, rising; all of them if there are no more elements than wanted.
   *
   * @param elements number of elements, at least 1
   * @param most elements to draw at most, at least 1
   * @param seed seed of the random numbers
   * @param stream number of their stream
   */
  public static int[] indices(int elements, int most, long seed, long stream) {
    int size = Math.min(elements, most);
    int[] indices = new int[size];
    for (int i = 0; i < size; i++) {
      double u = Philox.uniform(Philox.word(seed, stream, i));
      indices[i] = (int) ((i + u) * elements / size);
    }
    return indices;
  }
}
