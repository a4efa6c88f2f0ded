package org.sinopia.xrf.cube.bruker;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CountingTimes;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.store.HeaderFields;

/**
 * The XML header of a Bruker BCF file: the description of a map, in the element of its sum
 * spectrum.
 *
 * @param channels {@code ChannelCount}
 * @param calibration {@code CalibAbs} and {@code CalibLin}
 * @param times {@code LifeTime} and {@code RealTime}
 */
record BcfHeader(
    OptionalInt channels, Optional<Calibration> calibration, Optional<CountingTimes> times) {

  /** A header that says nothing. */
  static final BcfHeader EMPTY =
      new BcfHeader(OptionalInt.empty(), Optional.empty(), Optional.empty());

  private static final String CHANNELS = "ChannelCount";
  private static final String ZERO = "CalibAbs";
  private static final String GAIN = "CalibLin";
  private static final String LIVE = "LifeTime";
  private static final String REAL = "RealTime";
  private static final int MAX_CHANNELS = 1 << 16;

  /** Energy of channel 0, in keV, and keV per channel. */
  record Calibration(double zeroKev, double gainKev) {

    EnergyAxis axis(Path file, int bins) throws CubeFormatException {
      return HeaderFields.calibration(file, ZERO + ", " + GAIN, bins, zeroKev, gainKev);
    }
  }

  /**
   * Reads the header.
   *
   * @param file named in errors
   * @param xml the header
   * @param map name of the element of the map's sum spectrum
   */
  static BcfHeader read(Path file, InputStream xml, String map) throws CubeFormatException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    Set<String> wanted = Set.of(CHANNELS, ZERO, GAIN, LIVE, REAL);
    var found = new TreeMap<String, String>();
    try {
      // Bruker's headers are in the code page of Western Windows; in it no byte is malformed.
      XMLStreamReader reader =
          factory.createXMLStreamReader(
              new InputStreamReader(xml, Charset.forName("windows-1252")));
      boolean inside = false;
      boolean past = false;
      while (!past && reader.hasNext() && found.size() < wanted.size()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            String element = reader.getLocalName();
            inside |= element.equals(map);
            if (inside && wanted.contains(element)) {
              found.putIfAbsent(element, reader.getElementText());
            }
          }
          case XMLStreamConstants.END_ELEMENT -> past = reader.getLocalName().equals(map);
          default -> {}
        }
      }
    } catch (XMLStreamException e) {
      if (e.getNestedException() instanceof CubeFormatException damaged) {
        throw damaged;
      }
      throw new CubeFormatException(file, "HeaderData", "not XML: " + e.getMessage(), e);
    }
    return of(file, found);
  }

  private static BcfHeader of(Path file, TreeMap<String, String> found) throws CubeFormatException {
    OptionalInt channels = OptionalInt.empty();
    if (found.containsKey(CHANNELS)) {
      long count = HeaderFields.whole(file, CHANNELS, found.get(CHANNELS), 1, MAX_CHANNELS);
      channels = OptionalInt.of((int) count);
    }
    Optional<Calibration> calibration = Optional.empty();
    if (found.containsKey(ZERO) && found.containsKey(GAIN)) {
      calibration =
          Optional.of(
              new Calibration(
                  HeaderFields.number(file, ZERO, decimal(found.get(ZERO))),
                  HeaderFields.number(file, GAIN, decimal(found.get(GAIN)))));
    }
    return new BcfHeader(channels, calibration, times(file, found));
  }

  /** Headers of files without measured times hold zeros. */
  private static Optional<CountingTimes> times(Path file, TreeMap<String, String> found)
      throws CubeFormatException {
    if (!found.containsKey(LIVE) || !found.containsKey(REAL)) {
      return Optional.empty();
    }
    double live = HeaderFields.number(file, LIVE, decimal(found.get(LIVE)));
    double real = HeaderFields.number(file, REAL, decimal(found.get(REAL)));
    return live > 0 && real >= live ? Optional.of(new CountingTimes(live, real)) : Optional.empty();
  }

  /** Numbers are written as the writing computer's locale has them. */
  private static String decimal(String number) {
    return number.replace(',', '.');
  }
}
