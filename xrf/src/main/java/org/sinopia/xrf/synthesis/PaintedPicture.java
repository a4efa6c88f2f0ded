package org.sinopia.xrf.synthesis;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.Pigment;
import org.sinopia.xrf.spectrum.Spectrum;

/** A picture as paint: each of its clusters of colours is one mixture of pigments. Immutable. */
public final class PaintedPicture implements SpectrumMap {

  private final Picture picture;
  private final ColourClusters clusters;
  private final PigmentMixing mixing;
  private final List<Spectrum> spectra;

  /**
   * Mixes the paint.
   *
   * @param picture the picture
   * @param clusters the colours that it is reduced to
   * @param mixing which pigments make a colour
   */
  public PaintedPicture(Picture picture, ColourClusters clusters, PigmentMixing mixing) {
    this.picture = Objects.requireNonNull(picture, "picture");
    this.clusters = clusters;
    this.mixing = mixing;
    this.spectra = clusters.colours().stream().map(mixing::spectrum).toList();
  }

  /** The colours that the picture is reduced to. */
  public ColourClusters clusters() {
    return clusters;
  }

  /** Which pigments make a colour. */
  public PigmentMixing mixing() {
    return mixing;
  }

  @Override
  public int height() {
    return picture.height();
  }

  @Override
  public int width() {
    return picture.width();
  }

  @Override
  public EnergyAxis axis() {
    return mixing.palette().axis();
  }

  @Override
  public int kinds() {
    return clusters.size();
  }

  @Override
  public void kinds(Tile tile, int[] kinds) {
    clusters.assign(picture, tile, kinds);
  }

  @Override
  public Spectrum spectrum(int kind) {
    return spectra.get(kind);
  }

  @Override
  public String dominant(int kind) {
    return mixing.dominant(clusters.colours().get(kind)).name();
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put(
        "palette",
        mixing.palette().pigments().stream().map(Pigment::name).collect(Collectors.joining(", ")));
    attributes.put("threshold", mixing.threshold());
    attributes.put("clusters", (long) clusters.size());
    attributes.put(
        "cluster_colours",
        clusters.colours().stream().map(Srgb::toHex).collect(Collectors.joining(" ")));
    return attributes;
  }
}
