package org.sinopia.xrf.cube;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.sinopia.xrf.EnergyAxis;

/** The XML header of a Bruker BCF file. */
final class BcfHeader {

  private BcfHeader() {}

  /**
   * The energy axis: {@code CalibAbs} (energy of channel 0, keV) and {@code CalibLin} (keV per
   * channel) of the map's sum spectrum.
   *
   * @param file named in errors
   * @param xml the header
   * @param map name of the element of the map's sum spectrum
   * @param bins bins of the map
   * @return empty if the header has no calibration
   */
  static Optional<EnergyAxis> energy(Path file, InputStream xml, String map, int bins)
      throws CubeFormatException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(xml);
      String zero = null;
      String gain = null;
      boolean inside = false;
      while (reader.hasNext() && (zero == null || gain == null)) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            String element = reader.getLocalName();
            inside |= element.equals(map);
            if (inside && element.equals("CalibAbs")) {
              zero = reader.getElementText();
            } else if (inside && element.equals("CalibLin")) {
              gain = reader.getElementText();
            }
          }
          case XMLStreamConstants.END_ELEMENT -> inside &= !reader.getLocalName().equals(map);
          default -> {}
        }
      }
      if (zero == null || gain == null) {
        return Optional.empty();
      }
      return Optional.of(
          Fields.calibration(
              file,
              "CalibLin",
              bins,
              Fields.number(file, "CalibAbs", decimal(zero)),
              Fields.number(file, "CalibLin", decimal(gain))));
    } catch (XMLStreamException e) {
      if (e.getNestedException() instanceof CubeFormatException damaged) {
        throw damaged;
      }
      throw new CubeFormatException(file, "HeaderData", "not XML: " + e.getMessage(), e);
    }
  }

  /** Numbers are written as the writing computer's locale has them. */
  private static String decimal(String number) {
    return number.replace(',', '.');
  }
}
