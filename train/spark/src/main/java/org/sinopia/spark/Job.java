package org.sinopia.spark;

import java.util.Locale;
import java.util.Set;

/** The commands that are maps over pictures, cubes or pairs, and how Spark's differ from them. */
enum Job {
  /** Cubes of pictures. */
  SYNTHESIZE(Set.of("--out", "--json"), Set.of()),
  /** Latents of cubes, or of pictures that are painted and scanned. */
  EMBED(
      Set.of("--out", "--json", "--synthesize", "--split-seed", "--split-shares", "--pictures"),
      Set.of()),
  /** Pictures of cubes. */
  RECOLOUR(Set.of("--out", "--json", "--uncertainty"), Set.of()),
  /** Element maps of cubes. */
  MAP(Set.of("--out", "--json", "--format"), Set.of()),
  /** How good a model is on pairs, or on pictures that are painted and scanned. */
  EVALUATE(
      Set.of("--out", "--json", "--pairs", "--synthesize", "--save", "--split"),
      Set.of("--baselines", "--bounds")),
  /** Cubes in another format. */
  CONVERT(Set.of("--json"), Set.of());

  private final Set<String> replaced;
  private final Set<String> refused;

  Job(Set<String> replaced, Set<String> refused) {
    this.replaced = replaced;
    this.refused = refused;
  }

  /** As the command is called. */
  String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The job of a command's name. */
  static Job of(String command) {
    for (Job job : values()) {
      if (job.command().equals(command) || (job == RECOLOUR && command.equals("recolor"))) {
        return job;
      }
    }
    throw new IllegalArgumentException(
        "unknown job '" + command + "' (known: synthesize, embed, recolour, map, evaluate, convert)");
  }

  /** True if users give an option as on one machine, and it is passed on. */
  boolean passes(String option) {
    return !replaced.contains(option) && !refused.contains(option);
  }

  /** True for options that need all items at once. */
  boolean refuses(String option) {
    return refused.contains(option);
  }

  /** True if a recolourer is used. */
  boolean recolours() {
    return this == RECOLOUR || this == EVALUATE;
  }
}
