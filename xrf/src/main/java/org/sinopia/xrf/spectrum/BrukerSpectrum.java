package org.sinopia.xrf.spectrum;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Bruker's {@code .spx}: XML with counts in {@code Channels}, and {@code CalibAbs} and {@code
 * CalibLin}, the energy of channel 0 and per channel in keV. Document types and entities are
 * refused. Without both energies it is not calibrated.
 */
final class BrukerSpectrum {

  private static final long MAX_BYTES = 1 << 26;

  private static final Charset WESTERN = Charset.forName("windows-1252");

  private BrukerSpectrum() {}

  static MeasuredSpectrum read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new SpectrumFormatException(
          "%s: %d bytes, expected at most %d".formatted(file, Files.size(file), MAX_BYTES));
    }
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    Set<String> wanted = Set.of("Channels", "CalibAbs", "CalibLin");
    Map<String, String> found = new TreeMap<>();
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text(file)));
      while (reader.hasNext() && found.size() < wanted.size()) {
        int event = reader.next();
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
          throw new SpectrumFormatException(
              file + ": XML with a document type or entities, expected none");
        }
        boolean starts = event == XMLStreamConstants.START_ELEMENT;
        if (starts && wanted.contains(reader.getLocalName())) {
          String name = reader.getLocalName();
          found.putIfAbsent(name, reader.getElementText());
        }
      }
    } catch (XMLStreamException e) {
      throw new SpectrumFormatException(
          file + ": not XML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
    }
    double[] counts = numbers(file, found, "Channels");
    if (!found.containsKey("CalibAbs") && !found.containsKey("CalibLin")) {
      return MeasuredSpectrum.uncalibrated(counts, "CalibAbs, CalibLin: missing, expected in keV");
    }
    double[] zero = numbers(file, found, "CalibAbs");
    double[] gain = numbers(file, found, "CalibLin");
    if (zero.length != 1 || gain.length != 1) {
      throw new SpectrumFormatException(
          file + ": CalibAbs, CalibLin: expected a number each, in keV");
    }
    return MeasuredSpectrum.calibrated(zero[0], gain[0], false, counts);
  }

  /**
   * The file's text: in the code page of Western Windows, in which no byte is malformed, or as its
   * first bytes say. The parser would print what it finds malformed.
   */
  private static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    boolean wide = bytes.length > 1 && (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xff + 0xfe;
    String text = new String(bytes, wide ? StandardCharsets.UTF_16 : WESTERN);
    return text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
  }

  private static double[] numbers(Path file, Map<String, String> found, String name)
      throws IOException {
    String text = found.get(name);
    double[] numbers = text == null ? null : SpectrumText.numbersOrNull(text);
    if (numbers == null || numbers.length == 0) {
      throw new SpectrumFormatException(
          "%s: %s: %s, expected numbers"
              .formatted(file, name, text == null ? "missing" : "not numbers"));
    }
    return numbers;
  }
}
