package org.sinopia.xrf.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sinopia.tensor.file.PendingFile;

/**
 * Fetches pictures of paintings from Commons into a folder, each named by its item, such as {@code
 * Q12418.jpg}. A picture that is there already is not fetched again, so an interrupted run goes on
 * where it stopped; a picture appears under its name when it is whole.
 */
public final class PaintingDownload {

  /** Wikimedia Commons. */
  public static final URI DEFAULT_COMMONS = URI.create("https://commons.wikimedia.org");

  private static final long MAX_BYTES = 256L << 20;

  private static final Map<String, String> EXTENSIONS =
      Map.of("image/jpeg", "jpg", "image/png", "png", "image/tiff", "tif", "image/gif", "gif");

  private final PoliteClient client;
  private final URI commons;
  private final int width;
  private final Path folder;

  /**
   * A download.
   *
   * @param client who asks
   * @param commons scheme and authority of the service that has the files
   * @param width width in pixels that pictures are scaled to by the service, at least 1
   * @param folder an existing folder
   */
  public PaintingDownload(PoliteClient client, URI commons, int width, Path folder) {
    if (width < 1) {
      throw new IllegalArgumentException("download: width is " + width + ", expected at least 1");
    }
    this.client = client;
    this.commons = commons;
    this.width = width;
    this.folder = folder;
  }

  /** The picture of an item if it was fetched before. */
  public Optional<Path> present(CollectionItem item) {
    return EXTENSIONS.values().stream()
        .map(extension -> folder.resolve(item.id() + "." + extension))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * Fetches the picture of an item, or finds it present.
   *
   * @return where it is
   * @throws IOException if it cannot be had, or is no picture; nothing is left of it then
   */
  public Path fetch(CollectionItem item) throws IOException {
    Optional<Path> present = present(item);
    if (present.isPresent()) {
      return present.get();
    }
    URI address =
        URI.create(
            "%s://%s%s?width=%d"
                .formatted(
                    commons.getScheme(),
                    commons.getRawAuthority(),
                    item.image().getRawPath(),
                    width));
    HttpResponse<InputStream> response = client.get(address);
    try (InputStream body = new LimitedStream(response.body(), MAX_BYTES)) {
      String type =
          response.headers().firstValue("Content-Type").orElse("").split(";", 2)[0].trim();
      String extension = EXTENSIONS.get(type.toLowerCase(Locale.ROOT));
      if (extension == null) {
        throw new IOException(
            "%s: content type '%s', expected a JPEG, PNG, TIFF or GIF picture"
                .formatted(address, type));
      }
      Path file = folder.resolve(item.id() + "." + extension);
      PendingFile.write(file, path -> Files.copy(body, path, StandardCopyOption.REPLACE_EXISTING));
      return file;
    }
  }
}
