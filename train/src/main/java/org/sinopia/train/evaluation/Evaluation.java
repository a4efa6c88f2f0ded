package org.sinopia.train.evaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.sinopia.tensor.Device;
import org.sinopia.train.baseline.ColouringMethod;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.xrf.picture.Picture;

/**
 * Ways of colouring judged by the pictures of a split.
 *
 * @param scales of MS-SSIM: as many, up to five, as the smallest picture takes
 * @param methods each way's likeness to the truth over all pictures, in the order they were given
 */
public record Evaluation(int scales, List<Method> methods) {
  /**
   * One picture coloured in one way.
   *
   * @param image the picture's name
   * @param method the way's name
   * @param likeness of the prediction to the true picture
   * @param prediction components clamped to [0, 1]
   * @param truth the true picture
   */
  public record Result(
      String image, String method, ImageMetrics likeness, Picture prediction, Picture truth) {}

  /**
   * One way over all pictures that it knows the colours of.
   *
   * @param method its name
   * @param images how many they are
   * @param mean of each number over pictures
   */
  public record Method(String method, int images, ImageMetrics mean) {}

  /** With as many scales of MS-SSIM as the pictures take; otherwise as the other. */
  public static Evaluation of(
      PairsFolder pairs,
      ImageSplit split,
      int channels,
      List<? extends ColouringMethod> ways,
      Device device,
      Consumer<Result> each)
      throws IOException {
    return of(pairs, split, channels, ways, ImageMetrics.MAX_SCALES, device, each);
  }

  /**
   * Colours and compares, one picture after another; predictions are not kept.
   *
   * @param channels of the latents
   * @param ways at least one
   * @param scales the most of MS-SSIM
   * @param each takes every result, picture by picture, ways in the order given
   * @throws IllegalArgumentException if no picture is for that split, or one is too small for SSIM
   */
  public static Evaluation of(
      PairsFolder pairs,
      ImageSplit split,
      int channels,
      List<? extends ColouringMethod> ways,
      int scales,
      Device device,
      Consumer<Result> each)
      throws IOException {
    List<PairsManifest.Entry> entries = pairs.of(split);
    requireLarge(entries);
    int taken = Math.min(scales, scales(entries));
    SequencedMap<String, List<ImageMetrics>> all = new LinkedHashMap<>();
    for (PairsManifest.Entry entry : entries) {
      Picture truth = pairs.picture(entry).orElseThrow();
      LatentImage latent = pairs.latent(entry, channels);
      for (ColouringMethod way : ways) {
        Optional<float[]> colours = way.colours(entry, latent);
        if (colours.isPresent()) {
          Picture prediction = clamped(latent, colours.get());
          ImageMetrics likeness = ImageMetrics.of(prediction, truth, taken, device);
          all.computeIfAbsent(way.name(), n -> new ArrayList<>()).add(likeness);
          each.accept(new Result(entry.name(), way.name(), likeness, prediction, truth));
        }
      }
    }
    List<Method> methods = new ArrayList<>();
    for (ColouringMethod way : ways) {
      List<ImageMetrics> found = all.get(way.name());
      if (found != null) {
        methods.add(new Method(way.name(), found.size(), ImageMetrics.mean(found)));
      }
    }
    return new Evaluation(taken, List.copyOf(methods));
  }

  /** Scales of MS-SSIM that all pictures take: those of the smallest, 0 if it is too small. */
  public static int scales(Collection<PairsManifest.Entry> entries) {
    return entries.stream()
        .mapToInt(entry -> ImageMetrics.scales(Math.min(entry.height(), entry.width())))
        .min()
        .orElse(ImageMetrics.MAX_SCALES);
  }

  private static void requireLarge(List<PairsManifest.Entry> entries) {
    for (PairsManifest.Entry entry : entries) {
      if (scales(List.of(entry)) == 0) {
        throw new IllegalArgumentException(
            "%s: %d x %d pixels, expected at least %d a side for SSIM"
                .formatted(
                    entry.name(), entry.height(), entry.width(), ImageMetrics.smallestSide(1)));
      }
    }
  }

  private static Picture clamped(LatentImage latent, float[] colours) {
    float[] planes = new float[colours.length];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = Math.clamp(colours[i], 0f, 1f);
    }
    return Picture.of(latent.height(), latent.width(), planes);
  }

  /**
   * In what another way is better than one, by the means over pictures.
   *
   * @param method the one's name
   * @return for each other way that is better in anything, the metrics in which it is, as JSON
   *     spells them
   */
  public SequencedMap<String, List<String>> lossesOf(String method) {
    ImageMetrics own =
        methods.stream()
            .filter(m -> m.method().equals(method))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(method + ": was not evaluated"))
            .mean();
    SequencedMap<String, List<String>> losses = new LinkedHashMap<>();
    for (Method other : methods) {
      List<String> better = better(other.mean(), own);
      if (!better.isEmpty()) {
        losses.put(other.method(), better);
      }
    }
    return losses;
  }

  private static List<String> better(ImageMetrics other, ImageMetrics own) {
    List<String> better = new ArrayList<>();
    add(better, "redmean", other.redmean() < own.redmean());
    add(better, "ssim", other.ssim() > own.ssim());
    add(better, "ms_ssim", other.msSsim() > own.msSsim());
    add(better, "uiqi", other.uiqi() > own.uiqi());
    add(better, "psnr", decibels(other) > decibels(own));
    add(better, "delta_e", other.deltaE() < own.deltaE());
    add(better, "delta_e_95", other.deltaE95() < own.deltaE95());
    return better;
  }

  private static double decibels(ImageMetrics likeness) {
    return likeness.psnr() == null ? Double.POSITIVE_INFINITY : likeness.psnr();
  }

  private static void add(List<String> better, String metric, boolean is) {
    if (is) {
      better.add(metric);
    }
  }
}
