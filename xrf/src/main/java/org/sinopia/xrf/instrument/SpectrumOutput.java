package org.sinopia.xrf.instrument;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.sinopia.xrf.EnergyAxis;

/** Writes a spectrum as text: two columns ({@code .csv}) or EMSA/MAS, ISO 22029 ({@code .msa}). */
public final class SpectrumOutput {

  private SpectrumOutput() {}

  /** True if the name of a file tells a kind that can be written. */
  public static boolean isKnown(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".csv") || name.endsWith(".msa");
  }

  /**
   * Writes a spectrum.
   *
   * @param target tells the kind by its name
   * @param file where to write, possibly a temporary file that becomes the target
   * @param title what the spectrum is
   * @throws IOException if the file cannot be written
   */
  public static void write(Path target, Path file, String title, EnergyAxis axis, double[] counts)
      throws IOException {
    boolean csv = target.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    Files.writeString(
        file, csv ? csv(axis, counts) : msa(title, axis, counts), StandardCharsets.UTF_8);
  }

  private static String csv(EnergyAxis axis, double[] counts) {
    StringBuilder text = new StringBuilder("energy_kev,counts\n");
    for (int i = 0; i < counts.length; i++) {
      text.append(number(axis.centreKev(i))).append(',').append(number(counts[i])).append('\n');
    }
    return text.toString();
  }

  private static String msa(String title, EnergyAxis axis, double[] counts) {
    StringBuilder text = new StringBuilder();
    text.append("#FORMAT      : EMSA/MAS Spectral Data File\n");
    text.append("#VERSION     : 1.0\n");
    text.append("#TITLE       : ").append(title.replaceAll("\\R+", " ")).append('\n');
    text.append("#NPOINTS     : ").append(counts.length).append('\n');
    text.append("#NCOLUMNS    : 1\n");
    text.append("#XUNITS      : keV\n");
    text.append("#YUNITS      : counts\n");
    text.append("#DATATYPE    : Y\n");
    text.append("#XPERCHAN    : ").append(number(axis.widthKev())).append('\n');
    text.append("#OFFSET      : ").append(number(axis.centreKev(0))).append('\n');
    text.append("#SIGNALTYPE  : XRF\n");
    text.append("#SPECTRUM    : Spectral Data Starts Here\n");
    for (double value : counts) {
      text.append(number(value)).append(",\n");
    }
    return text.append("#ENDOFDATA   :\n").toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.7g", value);
  }
}
