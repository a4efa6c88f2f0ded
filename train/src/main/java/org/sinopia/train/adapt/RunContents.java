package org.sinopia.train.adapt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sinopia.nn.ConfigJson;
import org.sinopia.tensor.Device;
import org.sinopia.train.inference.ScanRecolouring;
import org.sinopia.train.inference.SpreadPicture;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.instrument.InstrumentFile;
import org.sinopia.xrf.pigment.PigmentLibrary;

/** The files that a run of {@link Adaptation} leaves in its folder beside the model. */
final class RunContents {
  private RunContents() {}

  /**
   * Writes them.
   *
   * @param name of the scan
   * @param library whose pigments are shown
   * @param part the folder
   */
  static void write(
      DataCube cube,
      String name,
      ScanLook look,
      Adaptation.Result result,
      ScanRecolouring.Result before,
      ScanRecolouring.Result after,
      MissingPixels missing,
      PigmentLibrary library,
      Device device,
      Path part)
      throws IOException {
    before.picture().writePng(part.resolve("before.png"));
    after.picture().writePng(part.resolve("after.png"));
    ScanRecolouring.Result kept = result.adapted() ? after : before;
    Optional<SpreadPicture> uncertainty =
        kept.judgement()
            .map(
                judgement ->
                    new SpreadPicture(
                        kept.picture().height(),
                        kept.picture().width(),
                        judgement.radius(),
                        SpreadPicture.Unit.RADIUS));
    if (uncertainty.isPresent()) {
      uncertainty.get().writePng(part.resolve("uncertainty.png"));
    }
    Files.writeString(
        part.resolve("instrument.json"),
        InstrumentFile.json(look.instrument()) + "\n",
        StandardCharsets.UTF_8);
    Files.writeString(
        part.resolve(Adaptation.RESULT), ConfigJson.write(result) + "\n", StandardCharsets.UTF_8);
    Files.writeString(
        part.resolve("report.html"),
        AdaptReport.html(
            new AdaptReport.Content(
                name,
                result,
                before.picture(),
                after.picture(),
                kept,
                uncertainty,
                missing,
                ElementMaps.of(cube, look, device),
                look.pigments(),
                library)),
        StandardCharsets.UTF_8);
  }
}
