package org.sinopia.bench.launches;

import java.util.Map;

/**
 * A model of how long a launch takes on an H200: a fixed part, and the longest of memory, products
 * and instructions. Its rates are a data sheet's times an assumed share; nothing in it was
 * measured.
 */
enum LaunchTime {
  /**
   * Bytes at 85 % of 4.8 TB/s; sectors read for 4 bytes at 5.5 TB/s, from the second-level cache.
   */
  MEMORY {
    @Override
    double seconds(CountedLaunch launch) {
      double seconds =
          launch.strided() ? SECTOR_WORDS * launch.bytes() / 5.5e12 : launch.bytes() / 4.08e12;
      return seconds / busy(launch);
    }
  },
  /** Products at 11 % of 989 TFLOP/s on tensor cores, other arithmetic at 50 % of 67 TFLOP/s. */
  ARITHMETIC {
    @Override
    double seconds(CountedLaunch launch) {
      double rate = launch.kernel().contains("bf16") ? 0.11 * 989e12 : 0.5 * 67e12;
      return launch.flops() / (rate * busy(launch));
    }
  },
  /** Instructions at 4 warps a cycle on each multiprocessor, 1.755 GHz. */
  INSTRUCTIONS {
    @Override
    double seconds(CountedLaunch launch) {
      double each = PER_ELEMENT.getOrDefault(launch.kernel(), 0);
      return each * launch.elements() / (MULTIPROCESSORS * 4 * 32 * 1.755e9 * busy(launch));
    }
  };

  /** From one node of a graph to the next, and filling and draining the device. */
  private static final double FIXED_SECONDS = 2.5e-6;

  private static final double MULTIPROCESSORS = 132;

  /** Words of 4 bytes in a sector of 32 bytes. */
  private static final double SECTOR_WORDS = 8;

  /**
   * Instructions for each element of the largest operand, read from PTX, where they outweigh the
   * bytes; a division or remainder by a number known only at run time counts 20.
   */
  private static final Map<String, Integer> PER_ELEMENT =
      Map.ofEntries(
          Map.entry("shifted_patch_tokens", 465),
          Map.entry("patchify", 173),
          Map.entry("unpatchify", 171),
          Map.entry("fixed_patch_tokens_16_3_5", 37),
          Map.entry("fixed_patchify_16_3", 46),
          Map.entry("fixed_unpatchify_16_3", 48),
          Map.entry("binary_broadcast", 234));

  /** The time of a launch if nothing but this took any. */
  abstract double seconds(CountedLaunch launch);

  /** The share of multiprocessors that have a block. */
  private static double busy(CountedLaunch launch) {
    return Math.min(1, launch.blocks() / MULTIPROCESSORS);
  }

  /** The part that bounds a launch. */
  static LaunchTime bound(CountedLaunch launch) {
    LaunchTime bound = MEMORY;
    for (LaunchTime time : values()) {
      bound = time.seconds(launch) > bound.seconds(launch) ? time : bound;
    }
    return bound;
  }

  /** The modelled time. */
  static double of(CountedLaunch launch) {
    return FIXED_SECONDS + bound(launch).seconds(launch);
  }
}
