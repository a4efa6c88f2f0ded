package org.sinopia.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A command line, understood.
 *
 * @param job what is done
 * @param inputs patterns of cubes or pictures, folders of them, or the folder of pairs
 * @param lists files that list inputs
 * @param out the folder of the results
 * @param options that are passed on to the command
 * @param pictures whether the inputs are pictures
 * @param format of files, without dot; empty where there is no choice
 * @param uncertainty whether a picture of it is wanted
 * @param table whether tables of element areas are wanted
 * @param save whether the pictures that were compared are kept
 * @param photographs folder of the cubes' photographs; empty if there is none
 * @param split which pairs are judged
 * @param splitSeed of the split of pairs
 * @param validation share of the pairs
 * @param test share of the pairs
 * @param partitions tasks that the items are spread over; 0 for a default
 * @param bandRows least rows of a cube's band; 0 for a default
 */
record Line(
    Job job,
    List<String> inputs,
    List<String> lists,
    String out,
    List<Given> options,
    boolean pictures,
    String format,
    boolean uncertainty,
    boolean table,
    boolean save,
    String photographs,
    String split,
    long splitSeed,
    double validation,
    double test,
    int partitions,
    int bandRows)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * An option that is passed on.
   *
   * @param name with its dashes
   * @param value as it was given; null for a flag
   * @param file whether the value names a file, which every machine needs
   */
  record Given(String name, String value, boolean file) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  Line {
    inputs = List.copyOf(inputs);
    lists = List.copyOf(lists);
    options = List.copyOf(options);
  }

  /** The value of an option that is passed on. */
  Optional<String> value(String name) {
    return options.stream()
        .filter(option -> option.name().equals(name))
        .map(Given::value)
        .reduce((first, second) -> second);
  }

  /** True if the input is a folder of pairs. */
  boolean pairs() {
    return job == Job.EVALUATE && !pictures;
  }
}
