package org.sinopia.train.data.pairs;

import java.io.IOException;
import org.sinopia.xrf.picture.Picture;

/** Where the pairs come from that crops are cut of. */
public interface PairSupply {
  /**
   * A latent and what it is of.
   *
   * @param picture of the latent's size
   */
  record Pair(LatentImage latent, Picture picture) {}

  /**
   * Which pair a sample is cut of. One thread at a time calls.
   *
   * @param sample its number, from 0; the same number always means the same pair
   */
  Choice choose(long sample) throws IOException;

  /** A pair that may still have to be read. */
  @FunctionalInterface
  interface Choice {
    /** The pair; called on any thread. */
    Pair pair() throws IOException;
  }
}
