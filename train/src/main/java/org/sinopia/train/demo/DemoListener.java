package org.sinopia.train.demo;

import java.util.List;
import java.util.function.LongConsumer;
import org.sinopia.train.evaluation.ImageMetrics;
import org.sinopia.train.run.RunListener;

/** Who is told how a demo goes. */
public interface DemoListener {
  /** One that does not care. */
  DemoListener NONE = new DemoListener() {};

  /**
   * A stage begins.
   *
   * @param number from 1
   * @param count how many there are
   * @param what happens in it
   */
  default void stage(int number, int count, String what) {}

  /**
   * The built-in model has recoloured a picture.
   *
   * @param picture its name
   * @param likeness of what came out to what was painted
   */
  default void recoloured(String picture, ImageMetrics likeness) {}

  /**
   * All pixels are about to be embedded.
   *
   * @param pixels of all pictures
   * @return told how many more are done
   */
  default LongConsumer embedding(long pixels) {
    return done -> {};
  }

  /**
   * Who is told how a training goes.
   *
   * @param unit what a batch consists of, in the plural
   * @param batch how many of them
   * @param score the metric that decides
   */
  default List<RunListener> training(String unit, int batch, String score) {
    return List.of();
  }
}
