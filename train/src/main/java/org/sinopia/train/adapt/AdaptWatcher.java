package org.sinopia.train.adapt;

import java.util.List;
import org.sinopia.train.run.RunListener;

/** Is told how an adaptation goes. */
public interface AdaptWatcher {
  /** An estimate was made. */
  void estimate(Estimate estimate);

  /** A stage begins. */
  void stage(String name);

  /**
   * Who is to be told of a training.
   *
   * @param unit what a batch consists of, in the plural
   * @param batch how many of them
   * @param score the metric that decides
   */
  List<RunListener> training(String unit, int batch, String score);
}
