package org.sinopia.train.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.tensor.Device;
import org.sinopia.train.view.reading.Pass;
import org.sinopia.train.view.server.Answer;
import org.sinopia.train.view.server.BadRequestException;
import org.sinopia.train.view.server.Call;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.fit.FitMaps;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.map.LineWindow;
import org.sinopia.xrf.physics.atom.Element;

/** Answers to a page about a scan. */
class ViewedScanTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PIXELS = TestScan.HEIGHT * TestScan.WIDTH;

  @TempDir private static Path folder;
  private static Path file;
  private static ViewedScan scan;
  private static ScanApi api;

  @BeforeAll
  static void open() throws Exception {
    file = TestScan.write(folder.resolve("scan.h5"));
    start(Optional.empty());
  }

  private static void start(Optional<Path> cache) throws Exception {
    ViewOptions options =
        new ViewOptions(
            Optional.empty(),
            cache,
            Optional.empty(),
            Optional.empty(),
            Device.cpu(),
            Optional.of(0.5));
    scan = ViewedScan.of(file, cube(), options);
    api = new ScanApi(List.of(scan));
    for (int i = 0; i < 600 && !isQuiet(); i++) {
      Thread.sleep(100);
    }
  }

  private static DataCube cube() throws IOException {
    return CubeFile.open(file, CubeSelection.DEFAULT);
  }

  private static boolean isQuiet() throws IOException {
    JsonNode stages = get("0", "status").get("stages");
    boolean mapped = false;
    for (JsonNode stage : stages) {
      mapped |= stage.get("title").asText().equals("element maps");
      if (stage.get("share").asDouble() < 1) {
        return false;
      }
    }
    return mapped;
  }

  @AfterAll
  static void close() throws IOException {
    scan.close();
  }

  @AfterEach
  void forgetSavedRegions() throws IOException {
    Files.deleteIfExists(SavedRegions.beside(file));
  }

  private static JsonNode get(String... path) throws IOException {
    return json(api.answer(new Call("GET", List.of(path), Map.of(), "")));
  }

  private static JsonNode post(String body, String... path) throws IOException {
    return json(api.answer(new Call("POST", List.of(path), Map.of(), body)));
  }

  private static JsonNode json(Answer answer) throws IOException {
    assertEquals(200, answer.status());
    return JSON.readTree(bytes(answer));
  }

  private static byte[] bytes(Answer answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.body().writeTo(out);
    assertEquals(answer.length(), out.size());
    return out.toByteArray();
  }

  private static JsonNode whole(String body, String... path) throws Exception {
    JsonNode answer = post(body, path);
    for (int i = 0; i < 300 && !answer.get("state").asText().equals("done"); i++) {
      Thread.sleep(50);
      answer = post(body, path);
    }
    assertEquals("done", answer.get("state").asText(), answer.path("problem").asText());
    return answer;
  }

  @Test
  void mapsOfElementsAreThoseOfTheCommandMap() throws Exception {
    try (DataCube cube = cube()) {
      ScanFit fit = ScanFit.of(cube.header(), CubeSummary.of(cube).sumSpectrum(), Set.of());
      try (FitMaps maps =
          FitMaps.of(cube, fit, List.of(Element.of("Fe")), Optional.empty(), Device.cpu())) {
        ElementMap expected = maps.get(0);
        assertArrayEquals(expected.counts(), scan.layers().numbers("el-Fe").toArray());
      }
    }
  }

  @Test
  void aBandIsMappedAsLineWindowsAre() throws Exception {
    JsonNode band = whole("{\"from\":6.2,\"to\":6.6,\"net\":true}", "0", "band");
    try (DataCube cube = cube()) {
      float[] expected = new LineWindow(6.2, 6.6, 0.2).map(cube);
      float[] shown = scan.layers().numbers(band.get("id").asText()).toArray();
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], shown[i], 1e-3f);
      }
    }
  }

  @Test
  void regionsAddUpTheirPixels() throws Exception {
    JsonNode known =
        whole(
            "{\"region\":{\"kind\":\"rectangle\",\"x\":3,\"y\":4,\"width\":2,\"height\":1},\"fit\":true}",
            "0",
            "region");
    assertEquals(2, known.get("pixels").asInt());
    float[] a = scan.spectrum(4, 3);
    float[] b = scan.spectrum(4, 4);
    for (int bin = 0; bin < a.length; bin++) {
      assertEquals(a[bin] + b[bin], known.get("sum").get(bin).asDouble());
      assertEquals(Math.max(a[bin], b[bin]), known.get("maximum").get(bin).asDouble());
    }
    assertEquals("Cu K", known.get("fit").get("families").get(0).get("name").asText());
  }

  @Test
  void aHugeRectangleIsTheWholeScan() throws Exception {
    String huge =
        "{\"region\":{\"kind\":\"rectangle\",\"x\":-5,\"y\":-5,\"width\":2147483647,\"height\":2147483647},\"fit\":false}";
    assertEquals(PIXELS, whole(huge, "0", "region").get("pixels").asInt());
  }

  @Test
  void aLassoTakesPixelsWhoseMiddlesAreInside() {
    Region triangle =
        new Region.Lasso(
            List.of(new Region.Point(0, 0), new Region.Point(4, 0), new Region.Point(0, 4)));
    RegionMask mask = scan.mask(triangle);
    assertTrue(mask.contains(0, 0));
    assertTrue(mask.contains(1, 1));
    assertFalse(mask.contains(3, 1));
    assertEquals(6, mask.count());
  }

  @Test
  void brushingAndThresholdsFindTheIron() throws Exception {
    Region threshold = new Region.Threshold("el-Fe", 500.0, null);
    RegionMask mask = scan.mask(threshold);
    assertTrue(mask.count() > 100 && mask.count() < PIXELS / 2, "" + mask.count());
    assertTrue(mask.contains(TestScan.HEIGHT - 1, 2));
    assertFalse(mask.contains(TestScan.HEIGHT - 1, TestScan.WIDTH - 1));
    List<Region.Point> all =
        List.of(
            new Region.Point(500, -1e6),
            new Region.Point(1e6, -1e6),
            new Region.Point(1e6, 1e6),
            new Region.Point(500, 1e6));
    assertEquals(mask.count(), scan.mask(new Region.Brushed("el-Fe", "el-Cu", all)).count());
  }

  @Test
  void clustersTellTheHalvesApart() throws Exception {
    JsonNode found = post("{\"layers\":[\"el-Fe\"],\"clusters\":2}", "0", "clusters");
    var labels = scan.layers().numbers(found.get("id").asText());
    int bottom = TestScan.HEIGHT - 1;
    assertTrue(labels.get(bottom, 2) != labels.get(bottom, TestScan.WIDTH - 2));
    assertEquals(PIXELS, found.get("sizes").get(0).asInt() + found.get("sizes").get(1).asInt());
  }

  @Test
  void savedRegionsStayBesideTheCubeAndLoseNothingOfAnotherView() throws Exception {
    String one = "{\"name\":\"a\",\"region\":{\"kind\":\"everything\"}}";
    post(one, "0", "saved");
    new SavedRegions(SavedRegions.beside(file))
        .put(new SavedRegions.Named("other view", new Region.Everything()), scan::mask);
    JsonNode all =
        post(
            "{\"name\":\"b\",\"region\":{\"kind\":\"rectangle\",\"x\":1,\"y\":2,\"width\":3,\"height\":4}}",
            "0",
            "saved");
    assertEquals(3, all.get("regions").size());
    JsonNode geo = JSON.readTree(folder.resolve("scan.h5.regions.geojson").toFile());
    JsonNode ring = geo.get("features").get(2).get("geometry").get("coordinates").get(0).get(0);
    assertEquals("[[1.0,2.0],[4.0,2.0],[4.0,6.0],[1.0,6.0],[1.0,2.0]]", ring.toString());
  }

  @Test
  void aDamagedFileOfRegionsIsNotOverwritten() throws Exception {
    Path saved = SavedRegions.beside(file);
    Files.writeString(saved, "not json");
    assertThrows(
        IOException.class,
        () -> post("{\"name\":\"a\",\"region\":{\"kind\":\"everything\"}}", "0", "saved"));
    assertEquals("not json", Files.readString(saved));
  }

  @Test
  void nonsenseIsRefusedWithAReason() {
    refused("{\"name\":\"a\\nb\",\"region\":{\"kind\":\"everything\"}}", "0", "saved");
    refused("{\"region\":{\"kind\":\"lasso\",\"points\":[]},\"fit\":false}", "0", "region");
    refused("{\"region\":{\"kind\":\"../../etc\"},\"fit\":false}", "0", "region");
    refused("{\"from\":9,\"to\":3,\"net\":true}", "0", "band");
    refused("{\"layers\":[\"el-Fe\"],\"clusters\":100000}", "0", "clusters");
    refused("[[[[[[[[[[[[[[[[[[[[", "0", "region");
    assertThrows(BadRequestException.class, () -> get("7", "status"));
    assertThrows(BadRequestException.class, () -> get("0", "tile", "total", "0", "9", "0"));
    assertThrows(BadRequestException.class, () -> get("0", "tile", "total", "0", "999999999", "0"));
  }

  private static void refused(String body, String... path) {
    RuntimeException e = assertThrows(RuntimeException.class, () -> post(body, path));
    assertTrue(
        e instanceof BadRequestException || e instanceof IllegalArgumentException, e.toString());
    assertFalse(e.getMessage().isBlank());
  }

  @Test
  void aJobThatNobodyAsksAboutIsForgotten() throws Exception {
    JsonNode known = whole("{\"region\":{\"kind\":\"everything\"},\"fit\":false}", "0", "region");
    String id = known.get("id").asText();
    api.answer(new Call("DELETE", List.of("0", "region", id), Map.of(), ""));
    assertTrue(scan.regions().find(id).isEmpty());
    assertTrue(scan.layers().find(id).isEmpty());
  }

  @Test
  void theTiledCopyShowsTheSameSpectra() throws Exception {
    float[] before = scan.spectrum(17, 33);
    scan.close();
    start(Optional.of(folder.resolve("cache")));
    for (int i = 0; i < 300 && tiles() == 0; i++) {
      Thread.sleep(100);
    }
    assertEquals(1, tiles());
    scan.close();
    start(Optional.of(folder.resolve("cache")));
    assertArrayEquals(before, scan.spectrum(17, 33));
    JsonNode band = whole("{\"from\":6.2,\"to\":6.6,\"net\":false}", "0", "band");
    try (DataCube cube = cube()) {
      float[] expected = new LineWindow(6.2, 6.6, 0).map(cube);
      assertArrayEquals(expected, scan.layers().numbers(band.get("id").asText()).toArray(), 1e-3f);
    }
  }

  private static long tiles() throws IOException {
    try (var files = Files.list(Files.createDirectories(folder.resolve("cache")))) {
      return files.filter(f -> f.toString().endsWith(".tiles")).count();
    }
  }

  @Test
  void exportedSpectraAndMapsAreReadBack() throws Exception {
    byte[] npy =
        bytes(api.answer(new Call("GET", List.of("0", "export", "el-Fe.npy"), Map.of(), "")));
    assertEquals(0, (npy.length - PIXELS * Float.BYTES) % 64);
    byte[] tif =
        bytes(api.answer(new Call("GET", List.of("0", "export", "el-Fe.tif"), Map.of(), "")));
    var image = ImageIO.read(new ByteArrayInputStream(tif));
    assertEquals(
        scan.layers().numbers("el-Fe").get(20, 3), image.getRaster().getSampleFloat(3, 20, 0));
    JsonNode known = whole("{\"region\":{\"kind\":\"everything\"},\"fit\":false}", "0", "region");
    String name = known.get("id").asText() + ".msa";
    Path msa = folder.resolve("region.msa");
    Files.write(
        msa, bytes(api.answer(new Call("GET", List.of("0", "spectra", name), Map.of(), ""))));
    assertTrue(Files.readString(msa).contains("#XUNITS      : keV"));
    assertEquals(
        Pass.State.DONE,
        scan.regions().find(known.get("id").asText()).orElseThrow().pass().state());
  }

  @Test
  void pigmentsOfACopperSpectrumCannotAllBeToldApart() throws Exception {
    JsonNode evidence = get("0", "pigments", "whole");
    JsonNode copper = evidence.get("pigments").get(0);
    assertEquals("Cu K", copper.get("signs").get(0).get("family").asText());
    String alike = copper.get("names").toString() + copper.get("instead");
    for (String name : List.of("azurite", "malachite", "verdigris", "Egyptian blue")) {
      assertTrue(alike.contains(name), evidence.toString());
    }
    assertTrue(evidence.get("invisible").toString().contains("lead white"));
  }
}
