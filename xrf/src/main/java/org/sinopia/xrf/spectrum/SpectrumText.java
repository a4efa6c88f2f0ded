package org.sinopia.xrf.spectrum;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The lines of a text spectrum, and numbers in them, with complaints that name file and line. */
record SpectrumText(Path file, List<String> lines) {

  private static final long MAX_BYTES = 1 << 26;

  static SpectrumText read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new SpectrumFormatException(
          "%s: %d bytes, expected at most %d of a text spectrum".formatted(file, size, MAX_BYTES));
    }
    // Instruments write degree and micro signs in whatever code page they have; Latin-1 decodes
    // every byte.
    return new SpectrumText(
        file, Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList());
  }

  /** The line that begins with a text, whatever its case, from a line on; −1 if none does. */
  int find(String beginning, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).strip().regionMatches(true, 0, beginning, 0, beginning.length())) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The numbers of a line, apart by blanks, commas or semicolons; a comma beside semicolons is a
   * decimal comma.
   */
  double[] numbers(int line) throws IOException {
    double[] found = numbersOrNull(lines.get(line));
    if (found == null) {
      throw problem(line, "'%s', expected numbers".formatted(shortened(lines.get(line))));
    }
    return found;
  }

  /** The numbers of a text, or null if it holds anything else. */
  static double[] numbersOrNull(String text) {
    String plain = text.indexOf(';') >= 0 ? text.replace(',', '.') : text;
    String[] fields = plain.strip().split("[\\s,;]+", -1);
    double[] numbers = new double[fields.length];
    int count = 0;
    for (String field : fields) {
      if (field.isEmpty()) {
        continue;
      }
      try {
        numbers[count++] = Double.parseDouble(field);
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return Arrays.copyOf(numbers, count);
  }

  /** The counts of the lines from one to before another, however many a line holds. */
  double[] counts(int from, int end) throws IOException {
    double[] counts = new double[1024];
    int count = 0;
    for (int i = from; i < end; i++) {
      for (double number : numbers(i)) {
        if (count == MeasuredSpectrum.MAX_CHANNELS) {
          throw problem(i, "more than %d channels".formatted(MeasuredSpectrum.MAX_CHANNELS));
        }
        if (count == counts.length) {
          counts = Arrays.copyOf(counts, 2 * count);
        }
        counts[count++] = number;
      }
    }
    return Arrays.copyOf(counts, count);
  }

  /** A complaint about a line, counted from 0. */
  IOException problem(int line, String what) {
    return new SpectrumFormatException(
        String.format(Locale.ROOT, "%s: line %d: %s", file, line + 1, what));
  }

  /** A complaint about the whole file. */
  IOException problem(String what) {
    return new SpectrumFormatException(file + ": " + what);
  }

  private static String shortened(String line) {
    return line.length() <= 40 ? line : line.substring(0, 40) + "…";
  }
}
