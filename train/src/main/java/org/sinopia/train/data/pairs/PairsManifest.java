package org.sinopia.train.data.pairs;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sinopia.nn.ConfigField;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.spectra.ScanMoments;

/**
 * The list of a folder of pairs, {@code manifest.json}.
 *
 * @param embedderSha256 of the weights of the embedder that the latents are from, in hexadecimal
 * @param embedder where that embedder was, as its folder was named
 * @param pairs in order
 */
public record PairsManifest(String embedderSha256, String embedder, List<Entry> pairs) {
  /** The file's name. */
  public static final String FILE = "manifest.json";

  /**
   * One cube: its latent picture, and what is known of its true colours. File names are relative to
   * the folder.
   *
   * @param name of the cube, unique
   * @param latent NPY of float32, [channels, height, width]
   * @param picture the true picture, 8-bit sRGB PNG; null if it is unknown
   * @param height rows of pixels
   * @param width pixels of a row
   * @param split what the pair is for
   * @param target the picture in the colours of its clusters, PNG; null if it is unknown
   * @param dominant NPY of the index of each pixel's dominant pigment, [height, width]; null if it
   *     is unknown
   * @param paint JSON of what was painted and scanned; null unless it was
   * @param evidence NPY of {@link Evidence}; null if there is none
   * @param scan NPY of {@link ScanMoments}; null if there is none
   */
  public record Entry(
      String name,
      String latent,
      String picture,
      int height,
      int width,
      ImageSplit split,
      String target,
      String dominant,
      String paint,
      String evidence,
      String scan) {
    /**
     * @throws IllegalArgumentException naming the field that is missing or out of range
     */
    public Entry {
      ConfigField.present("name", name);
      ConfigField.present("latent", latent);
      ConfigField.present("split", split);
      ConfigField.atLeast("height", height, 1);
      ConfigField.atLeast("width", width, 1);
      inside("latent", latent);
      inside("picture", picture);
      inside("target", target);
      inside("dominant", dominant);
      inside("paint", paint);
      inside("evidence", evidence);
      inside("scan", scan);
    }

    /** A pair of which nothing was painted. */
    public Entry(
        String name,
        String latent,
        String picture,
        int height,
        int width,
        ImageSplit split,
        String target,
        String dominant) {
      this(name, latent, picture, height, width, split, target, dominant, null, null, null);
    }

    private static void inside(String field, String file) {
      ConfigField.require(
          file == null || (!file.isEmpty() && !file.contains("/") && !file.contains("\\")),
          field + " is " + file + ", expected the name of a file in the folder");
    }
  }

  /**
   * @throws IllegalArgumentException naming the field that is missing, or the name that is twice
   *     there
   */
  public PairsManifest {
    ConfigField.present("embedder_sha256", embedderSha256);
    ConfigField.present("embedder", embedder);
    ConfigField.present("pairs", pairs);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < pairs.size(); i++) {
      ConfigField.present("pairs[" + i + "]", pairs.get(i));
      String name = pairs.get(i).name();
      ConfigField.require(names.add(name), "pairs[" + i + "].name is " + name + " as another's");
    }
    pairs = List.copyOf(pairs);
  }
}
