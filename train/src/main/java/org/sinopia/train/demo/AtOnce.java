package org.sinopia.train.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.sinopia.tensor.Device;
import org.sinopia.train.data.PaintedScans;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.inference.ScanRecolouring;
import org.sinopia.train.inference.TiledRecolourer;
import org.sinopia.train.model.BuiltInModel;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.PigmentLibrary;

/**
 * The built-in model's results for a demo's pictures, before any training. They are painted with
 * pigments of random eras and scanned, whatever the demo trains its own models on, since that is
 * what the built-in model knows.
 */
final class AtOnce {
  private final Device device;
  private final PaintedScans scans;

  AtOnce(DemoConfig config, Device device) {
    this.device = device;
    this.scans =
        PaintScans.painted(
            config, PigmentLibrary.builtin(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Recolours The Scream and the first of the pictures.
   *
   * @param listener is told each as soon as it is there
   */
  List<Demo.Guest> recoloured(DemoPictures pictures, Picture scream, DemoListener listener)
      throws IOException {
    SequencedMap<String, Picture> chosen = new LinkedHashMap<>();
    chosen.put(DemoPictures.SCREAM, scream);
    Map.Entry<String, Picture> first = pictures.byName().firstEntry();
    chosen.put(first.getKey(), first.getValue());
    List<Demo.Guest> guests = new ArrayList<>();
    try (BuiltInModel model = BuiltInModel.unpack();
        ScanRecolouring recolouring =
            ScanRecolouring.open(
                model.embedder(), model.recolourer(), device, TiledRecolourer.DEFAULT_TILE)) {
      for (Map.Entry<String, Picture> picture : chosen.entrySet()) {
        Demo.Guest guest =
            guest(scans.of(picture.getKey(), picture.getKey(), picture.getValue()), recolouring);
        guests.add(guest);
        listener.recoloured(guest.painting().name(), guest.likeness());
      }
    }
    return guests;
  }

  private Demo.Guest guest(SyntheticPainting painting, ScanRecolouring recolouring)
      throws IOException {
    ScanRecolouring.Result made =
        recolouring.recolour(
            painting.cube(),
            painting.name(),
            MissingPixels.none(painting.picture().height(), painting.picture().width()),
            pixels -> {},
            pixels -> {});
    return Demo.Guest.of(painting, made.latent(), made.picture(), device);
  }
}
