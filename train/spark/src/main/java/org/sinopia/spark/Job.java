package org.sinopia.spark;

import java.util.Locale;
import java.util.Set;

/** The commands that are maps over pictures, cubes or pairs, and how Spark's differ from them. */
enum Job {
  /** Cubes of pictures. */
  SYNTHESIZE,
  /** Latents of cubes, or of pictures that are painted and scanned. */
  EMBED,
  /** Pictures of cubes. */
  RECOLOUR,
  /** Element maps of cubes. */
  MAP,
  /** How good a model is on pairs, or on pictures that are painted and scanned. */
  EVALUATE,
  /** Cubes in another format. */
  CONVERT;

  /** As the command is called. */
  String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The job of a command's name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Job of(String command) {
    for (Job job : values()) {
      if (job.command().equals(command) || (job == RECOLOUR && command.equals("recolor"))) {
        return job;
      }
    }
    throw new IllegalArgumentException(
        "unknown job '"
            + command
            + "' (known: synthesize, embed, recolour, map, evaluate, convert)");
  }

  /** True if users give an option as on one machine, and it is passed on. */
  boolean passes(String option) {
    Set<String> own =
        switch (this) {
          case SYNTHESIZE -> Set.of("--out");
          case EMBED ->
              Set.of(
                  "--out",
                  "--synthesize",
                  "--split-seed",
                  "--split-shares",
                  "--pictures",
                  "--latents");
          case RECOLOUR -> Set.of("--out", "--uncertainty", "--latents");
          case MAP -> Set.of("--out", "--format");
          case EVALUATE -> Set.of("--pairs", "--synthesize", "--save", "--split");
          case CONVERT -> Set.of();
        };
    return !option.equals("--json") && !own.contains(option) && !refuses(option);
  }

  /** True for options that need all items on one machine. */
  boolean refuses(String option) {
    return this == EVALUATE && (option.equals("--baselines") || option.equals("--bounds"));
  }

  /** True if a recolourer is used. */
  boolean recolours() {
    return this == RECOLOUR || this == EVALUATE;
  }

  /** True if the command has an option {@code --device}. */
  boolean computes() {
    return this != SYNTHESIZE && this != CONVERT;
  }

  /** True if what the commands print is put together at the end. */
  boolean isPutTogether() {
    return this == EMBED || this == EVALUATE;
  }

  /** True if large cubes are split into bands. */
  boolean splits() {
    return this == MAP || this == EMBED || this == RECOLOUR;
  }
}
