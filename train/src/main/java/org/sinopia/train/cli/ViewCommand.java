package org.sinopia.train.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.sinopia.train.cli.option.CubeOptions;
import org.sinopia.train.cli.option.DeviceOption;
import org.sinopia.train.view.ModelLayers;
import org.sinopia.train.view.ScanApi;
import org.sinopia.train.view.ViewOptions;
import org.sinopia.train.view.ViewedScan;
import org.sinopia.train.view.server.ViewServer;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.picture.Picture;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia view}: a page to explore scans. */
@Command(
    name = "view",
    description =
        "Serves a page on this machine to explore scans: element maps, spectra, regions, clusters, pigments. Ctrl-C ends it.")
final class ViewCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "CUBE",
      description = "Cubes of any format that info reads.")
  private List<Path> files;

  @Mixin private RecolouringModel models;

  @Option(
      names = "--photo",
      paramLabel = "PICTURE",
      description = "The painting as the eye sees it, cut to the scan's frame.")
  private Path photo;

  @Option(
      names = "--port",
      defaultValue = "0",
      paramLabel = "N",
      description = "Port on 127.0.0.1; 0 is any that is free (${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--no-browser", description = "Only print the page's address.")
  private boolean noBrowser;

  @Option(
      names = "--cache",
      paramLabel = "FOLDER",
      description =
          "Keeps a tiled copy of each scan there, for large or slow files: spectra and bands then need a small part of it.")
  private Path cache;

  @Option(
      names = "--regions",
      paramLabel = "FILE.json",
      description = "Where named regions are saved; by default beside the cube.")
  private Path regions;

  @Option(
      names = "--pixel-size",
      paramLabel = "MM",
      description = "Length of a pixel's side in mm, for the scale bar.")
  private Double pixelMm;

  @Option(
      names = "--link",
      paramLabel = "LINK",
      description = "Opens the page as a link shows it that was copied from an earlier view.")
  private String link;

  @Mixin private CubeOptions cubeOptions;

  @Mixin private DeviceOption device;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("--port: " + port + ", expected 0 to 65535");
    }
    if (regions != null && files.size() > 1) {
      throw new IllegalArgumentException("--regions: one file, expected one cube");
    }
    String fragment = fragment();
    List<ViewedScan> scans = new ArrayList<>();
    Optional<RecolouringModel.Opened> model =
        models.isGiven() ? Optional.of(models.open(spec.commandLine().getErr())) : Optional.empty();
    try {
      ViewOptions options = options(model);
      for (Path file : files) {
        scans.add(open(file, options));
      }
      try (ViewServer server = ViewServer.start(port, ViewedScan.class, new ScanApi(scans))) {
        URI address = URI.create(server.address() + fragment);
        spec.commandLine().getOut().println(address);
        spec.commandLine().getOut().flush();
        if (!noBrowser) {
          browse(address);
        }
        waitForEnd(server, scans, model);
      }
    } finally {
      close(scans, model);
    }
    return ExitCode.OK;
  }

  private ViewOptions options(Optional<RecolouringModel.Opened> model) throws IOException {
    return new ViewOptions(
        Optional.ofNullable(regions),
        Optional.ofNullable(cache),
        photo == null ? Optional.empty() : Optional.of(Picture.read(photo)),
        model.map(m -> new ModelLayers(m.embedder(), m.recolourer())),
        device.device(),
        Optional.ofNullable(pixelMm));
  }

  private ViewedScan open(Path file, ViewOptions options) throws IOException {
    DataCube cube = cubeOptions.open(file);
    try {
      return ViewedScan.of(file, cube, options);
    } catch (IllegalArgumentException e) {
      cube.close();
      throw e;
    }
  }

  /** The part of a link that says what is shown; the rest is of the run that it was copied from. */
  private String fragment() {
    if (link == null) {
      return "";
    }
    int hash = link.indexOf('#');
    String fragment = hash < 0 ? "" : link.substring(hash);
    if (!fragment.matches("#[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException(
          "--link: expected an address with # and what follows, as the page's button Link copies it");
    }
    return fragment;
  }

  private void browse(URI address) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> command =
        system.contains("win")
            ? List.of("rundll32", "url.dll,FileProtocolHandler", address.toString())
            : List.of(system.contains("mac") ? "open" : "xdg-open", address.toString());
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println("sinopia view: no browser was found; open the address in one");
    }
  }

  /** Until the process is told to end, or its thread is interrupted. */
  private static void waitForEnd(
      ViewServer server, List<ViewedScan> scans, Optional<RecolouringModel.Opened> model) {
    CountDownLatch end = new CountDownLatch(1);
    Thread hook =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  server.close();
                  closeQuietly(scans, model);
                  end.countDown();
                });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      end.await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(hook);
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(
      List<ViewedScan> scans, Optional<RecolouringModel.Opened> model) {
    try {
      close(scans, model);
    } catch (IOException e) {
      // The process ends anyway, and nothing that it writes is half done.
    }
  }

  private static void close(List<ViewedScan> scans, Optional<RecolouringModel.Opened> model)
      throws IOException {
    for (ViewedScan scan : scans) {
      scan.close();
    }
    if (model.isPresent()) {
      model.get().close();
    }
  }
}
