package org.sinopia.kernels.device;

import org.sinopia.tensor.Recording;

/** Launches recorded once and replayed as a whole. */
public interface Graph extends Recording {
  /** The number of recorded launches. */
  int size();
}
