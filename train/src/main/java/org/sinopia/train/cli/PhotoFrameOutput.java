package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sinopia.train.cli.output.OutputFolder;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.fit.FitMaps;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.map.MapFormat;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.picture.MaskedPicture;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.registration.Affine;
import org.sinopia.xrf.registration.PhotoFrame;

/**
 * The files of {@code register}: maps and pictures of a scan, of its photograph's size.
 *
 * @param folder where they go; null if nothing is written
 * @param format of the maps
 * @param pictures pictures of the scan's pixels, by name
 */
record PhotoFrameOutput(Path folder, MapFormat format, Map<String, MaskedPicture> pictures) {

  /**
   * Reads the pictures, and checks what can be wrong before the scan is read.
   *
   * @throws IllegalArgumentException if the format is unknown, a folder cannot be made, or two
   *     files would have one name
   */
  static PhotoFrameOutput check(Path folder, String format, List<Path> pictures)
      throws IOException {
    MapFormat kind =
        MapFormat.of(Path.of("map." + format))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--format: " + format + ", expected png, tif, npy or csv"));
    if (folder != null) {
      OutputFolder.check(folder);
    }
    Map<String, MaskedPicture> read = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    for (Path picture : pictures) {
      String name = picture.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".png";
      if (!names.add(name) || Element.isSymbol(name.substring(0, name.length() - 4))) {
        throw new IllegalArgumentException(
            "--picture: " + picture + ": another file of --out is " + name + " as well");
      }
      if (folder != null
          && Files.exists(folder.resolve(name))
          && Files.isSameFile(folder.resolve(name), picture)) {
        throw new IllegalArgumentException(
            "--picture: " + picture + ": would be written over, expected another --out");
      }
      read.put(name, MaskedPicture.read(picture));
    }
    return new PhotoFrameOutput(folder, kind, read);
  }

  /**
   * Checks that the pictures are of the scan.
   *
   * @throws IllegalArgumentException if one has another size
   */
  void requireSize(CubeHeader scan) {
    pictures.forEach(
        (name, masked) -> {
          Picture picture = masked.picture();
          if (picture.height() != scan.height() || picture.width() != scan.width()) {
            throw new IllegalArgumentException(
                "--picture: %s: %d x %d pixels, expected the scan's %d x %d"
                    .formatted(
                        name, picture.height(), picture.width(), scan.height(), scan.width()));
          }
        });
  }

  /**
   * Writes maps and pictures.
   *
   * @param wanted elements whose maps are written; all if there are none
   * @return the files
   */
  List<String> write(Picture photo, Affine scanToPhoto, FitMaps maps, List<Element> wanted)
      throws IOException {
    PhotoFrame frame = new PhotoFrame(photo.height(), photo.width(), scanToPhoto);
    List<String> files = new ArrayList<>();
    Path to = OutputFolder.create(folder);
    int count = wanted.isEmpty() ? maps.count() : wanted.size();
    for (int i = 0; i < count; i++) {
      ElementMap map = frame.of(maps.get(i));
      Path file = to.resolve(map.name() + format.extension());
      format.write(map, file);
      files.add(file.toString());
    }
    for (Map.Entry<String, MaskedPicture> picture : pictures.entrySet()) {
      PhotoFrame.Drawn drawn =
          frame.of(picture.getValue().picture(), picture.getValue()::isMissing);
      Path file = to.resolve(picture.getKey());
      drawn.picture().writePng(file, drawn.outside());
      files.add(file.toString());
    }
    return files;
  }
}
