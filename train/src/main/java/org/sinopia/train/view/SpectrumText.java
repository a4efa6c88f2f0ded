package org.sinopia.train.view;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sinopia.xrf.EnergyAxis;

/** Spectra as text: a table (CSV) or EMSA/MAS (ISO 22029), which {@code SpectrumFile} reads too. */
final class SpectrumText {
  private SpectrumText() {}

  /**
   * A column of a table.
   *
   * @param name its heading
   * @param values one per bin
   */
  record Column(String name, RegionSpectrum.Spectrum values) {}

  /** Energies in keV (or channels) and columns, a line per bin. */
  static String csv(Optional<EnergyAxis> axis, List<Column> columns) {
    StringBuilder text = new StringBuilder(axis.isPresent() ? "energy_kev" : "channel");
    List<double[]> values = columns.stream().map(c -> c.values().values()).toList();
    columns.forEach(c -> text.append(',').append(quoted(c.name())));
    text.append('\n');
    for (int b = 0; b < values.getFirst().length; b++) {
      int bin = b;
      text.append(
          axis.map(a -> String.format(Locale.ROOT, "%.6f", a.centreKev(bin)))
              .orElse(Integer.toString(bin)));
      values.forEach(v -> text.append(',').append(number(v[bin])));
      text.append('\n');
    }
    return text.toString();
  }

  /** One spectrum as EMSA/MAS. */
  static String msa(Optional<EnergyAxis> axis, Column column) {
    double[] values = column.values().values();
    StringBuilder text = new StringBuilder();
    line(text, "FORMAT", "EMSA/MAS Spectral Data File");
    line(text, "VERSION", "1.0");
    line(text, "TITLE", column.name().replaceAll("[^\\x20-\\x7e]", "?"));
    line(text, "DATE", "");
    line(text, "TIME", "");
    line(text, "OWNER", "");
    line(text, "NPOINTS", Integer.toString(values.length));
    line(text, "NCOLUMNS", "1");
    line(text, "XUNITS", axis.isPresent() ? "keV" : "channel");
    line(text, "YUNITS", "counts");
    line(text, "DATATYPE", "Y");
    line(text, "XPERCHAN", number(axis.map(EnergyAxis::widthKev).orElse(1.0)));
    line(text, "OFFSET", number(axis.map(a -> a.centreKev(0)).orElse(0.0)));
    line(text, "SIGNALTYPE", "XRF");
    line(text, "SPECTRUM", "Spectral Data Starts Here");
    for (double value : values) {
      text.append(number(value)).append("\r\n");
    }
    line(text, "ENDOFDATA", "");
    return text.toString();
  }

  private static void line(StringBuilder text, String keyword, String value) {
    text.append(String.format(Locale.ROOT, "#%-12s: %s\r\n", keyword, value));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String quoted(String text) {
    // A table must not become a formula where a spreadsheet opens it.
    String safe = text.matches("^[=+@\\-].*") ? "'" + text : text;
    return "\"" + safe.replace("\"", "\"\"") + "\"";
  }
}
