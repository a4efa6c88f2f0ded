package org.sinopia.xrf.spectrum;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads a measured spectrum of any supported format, told by the end of the file's name: {@code
 * .h5} and {@code .hdf5} (ganX: datasets {@code x} and {@code y}), {@code .msa} and {@code .emsa}
 * (EMSA/MAS, ISO 22029), {@code .mca} (Amptek, or SPEC with {@code @CALIB}), {@code .spx} (Bruker),
 * {@code .spe} (SPE text), and {@code .csv}, {@code .txt} or {@code .dat} (columns of energy and
 * counts, or EMSA/MAS).
 */
public final class SpectrumFile {

  private SpectrumFile() {}

  /**
   * Reads a spectrum.
   *
   * @throws SpectrumFormatException if the file is missing, of no known kind, not as its kind
   *     should be, does not tell the channels' energies in their unit, or holds negative counts;
   *     the message is one line that names the file
   */
  public static MeasuredSpectrum read(Path file) throws IOException {
    MeasuredSpectrum spectrum = readCounts(file);
    if (!spectrum.isCalibrated()) {
      throw new SpectrumFormatException(file + ": " + spectrum.complaint());
    }
    if (!spectrum.remark().isEmpty()) {
      throw new SpectrumFormatException(
          "%s: %s, expected keV".formatted(file, spectrum.remark().replaceFirst(", which.*", "")));
    }
    for (int i = 0; i < spectrum.channels(); i++) {
      if (spectrum.counts(i) < 0) {
        throw new SpectrumFormatException(
            "%s: channel %d holds %s counts, expected 0 or more"
                .formatted(file, i, spectrum.counts(i)));
      }
    }
    return spectrum;
  }

  /**
   * Reads a spectrum, calibrated or not; its counts can be negative.
   *
   * @throws SpectrumFormatException if the file is missing, of no known kind, or not as its kind
   *     should be; the message is one line that names the file
   */
  public static MeasuredSpectrum readCounts(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new SpectrumFormatException(file + ": no such file");
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    try {
      return switch (name.substring(name.lastIndexOf('.') + 1)) {
        case "h5", "hdf5" -> Hdf5Spectrum.read(file);
        case "msa", "emsa" -> EmsaSpectrum.read(SpectrumText.read(file));
        case "mca" -> {
          SpectrumText text = SpectrumText.read(file);
          yield SpecSpectrum.isOne(text) ? SpecSpectrum.read(text) : AmptekSpectrum.read(text);
        }
        case "spx" -> BrukerSpectrum.read(file);
        case "spe" -> SpeSpectrum.read(SpectrumText.read(file));
        case "csv", "txt", "dat" -> {
          SpectrumText text = SpectrumText.read(file);
          boolean emsa = text.find("#FORMAT", 0) == 0 && text.find("#SPECTRUM", 0) > 0;
          yield emsa ? EmsaSpectrum.read(text) : ColumnSpectrum.read(text);
        }
        default ->
            throw new SpectrumFormatException(
                file
                    + ": unknown kind, expected .h5, .hdf5, .msa, .emsa, .mca, .spx, .spe, .csv, .txt or .dat");
      };
    } catch (IllegalArgumentException e) {
      throw new SpectrumFormatException(file + ": " + e.getMessage(), e);
    }
  }
}
