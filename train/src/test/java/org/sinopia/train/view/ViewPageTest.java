package org.sinopia.train.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.tensor.Device;
import org.sinopia.train.view.server.ViewServer;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.format.CubeFile;

/** The page in a real browser; skipped where there is no Chromium. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.MethodName.class)
class ViewPageTest {
  // The browser may still write to its profile while the folder is removed.
  @TempDir(cleanup = CleanupMode.NEVER)
  private static Path folder;

  private static ViewedScan scan;
  private static ViewServer server;
  private static Chromium browser;

  @BeforeAll
  static void open() throws Exception {
    Optional<Path> program = Chromium.find();
    assumeTrue(
        program.isPresent(),
        "no Chromium on the PATH nor in CHROMIUM: the page's tests need a browser");
    Path file = TestScan.write(folder.resolve("scan.h5"));
    ViewOptions options =
        new ViewOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Device.cpu(),
            Optional.of(0.5));
    scan = ViewedScan.of(file, CubeFile.open(file, CubeSelection.DEFAULT), options);
    server = ViewServer.start(0, ViewedScan.class, new ScanApi(List.of(scan)));
    browser = Chromium.start(program.get(), folder.resolve("profile"));
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
      scan.close();
    }
  }

  private static void show(String fragment, int width, int height, String scheme) throws Exception {
    browser.open(URI.create(server.address() + fragment), width, height, scheme);
    browser.await(
        "window.sinopia && document.querySelectorAll('#chips button:enabled').length >= 2");
  }

  private static JsonNode page(String expression) {
    return browser.evaluate(expression);
  }

  private static double[] box(String selector) {
    JsonNode box =
        page(
            "(b => [b.left, b.top, b.width, b.height])(document.querySelector('"
                + selector
                + "').getBoundingClientRect())");
    return new double[] {
      box.get(0).asDouble(), box.get(1).asDouble(), box.get(2).asDouble(), box.get(3).asDouble()
    };
  }

  private static void press(String selector, String text) {
    page(
        "[...document.querySelectorAll('%s')].find(b => b.textContent === '%s').click()"
            .formatted(selector, text));
  }

  @Test
  void aPointShowsItsSpectrumAndARectangleItsSum() throws Exception {
    show("", 1280, 800, "light");
    double[] picture = box("#picture");
    double x = picture[0] + picture[2] / 2;
    double y = picture[1] + picture[3] / 2;
    browser.mouse("mouseMoved", x - 3, y - 3, false);
    browser.mouse("mouseMoved", x + 3, y + 3, false);
    browser.await("document.getElementById('readout').textContent.startsWith('x ')");
    browser.await("document.getElementById('spectrum-facts').textContent.includes('pixel 2')");
    int column = page("sinopia.view.spectrum.pixel.x").asInt();
    int row = page("sinopia.view.spectrum.pixel.y").asInt();
    assertTrue(Math.abs(column - 26) <= 1 && Math.abs(row - 20) <= 1, column + ", " + row);
    press("#picture-tools button", "Rectangle");
    browser.drag(x - 60, y - 40, x + 60, y + 40);
    browser.await("document.getElementById('region-list').textContent.includes('counts a pixel')");
    browser.await(
        "document.getElementById('spectrum-facts').textContent.includes('fit of region A')");
    assertEquals("rectangle", page("sinopia.state.regions.a.kind").asText());
  }

  @Test
  void aBandDraggedInTheSpectrumBecomesALayer() throws Exception {
    show("", 1280, 800, "light");
    double[] plot = box("#plot .u-over");
    browser.drag(
        plot[0] + plot[2] * 0.38,
        plot[1] + plot[3] / 2,
        plot[0] + plot[2] * 0.42,
        plot[1] + plot[3] / 2);
    browser.await("sinopia.state.stack.some(v => v.id.startsWith('band-'))");
    browser.await("document.getElementById('stack').textContent.includes('keV')");
  }

  @Test
  void clustersAndBrushingSelectPixels() throws Exception {
    show("", 1280, 800, "dark");
    page("document.getElementById('tab-scatter').click()");
    press("#scatter-tools button", "Cluster");
    browser.await("document.querySelectorAll('#cluster-list button').length === 6");
    page("document.querySelector('#cluster-list button').click()");
    browser.await("sinopia.state.regions.a?.kind === 'threshold'");
    browser.await("document.getElementById('scatter-facts').textContent.includes('points')");
    double[] plot = box("#scatter");
    double right = plot[0] + plot[2] - 4;
    browser.mouse("mouseMoved", plot[0] + plot[2] / 2, plot[1] + 4, false);
    browser.mouse("mousePressed", plot[0] + plot[2] / 2, plot[1] + 4, true);
    browser.mouse("mouseMoved", right, plot[1] + 4, true);
    browser.mouse("mouseMoved", right, plot[1] + plot[3] - 8, true);
    browser.mouse("mouseMoved", plot[0] + plot[2] / 2, plot[1] + plot[3] - 8, true);
    browser.mouse("mouseReleased", plot[0] + plot[2] / 2, plot[1] + plot[3] - 8, false);
    browser.await("sinopia.state.regions.a?.kind === 'brushed'");
    browser.await("document.getElementById('region-list').textContent.includes('pixels')");
  }

  @Test
  void aLinkRestoresTheView() throws Exception {
    show("", 1280, 800, "light");
    press("#chips button", "Fe");
    page(
        "(() => { const s = sinopia.state; s.stack.push({...s.stack[0], id: 'el-Cu'}); s.compare = 'curtain';"
            + " s.split = 0.3; s.pin = [7, 9]; s.regions.b = {kind: 'rectangle', x: 1, y: 2, width: 9, height: 8} })()");
    String fragment = page("sinopia.toFragment()").asText();
    show("#" + fragment, 1280, 800, "light");
    assertEquals("el-Fe,el-Cu", page("sinopia.state.stack.map(v => v.id).join()").asText());
    assertEquals("curtain", page("sinopia.state.compare").asText());
    browser.await("document.getElementById('spectrum-facts').textContent.includes('pixel 7, 9')");
    browser.await("document.getElementById('spectrum-facts').textContent.includes('region B')");
  }

  @Test
  void keysAloneReachAPixelAndARegion() throws Exception {
    show("", 1280, 800, "light");
    page("document.getElementById('picture').focus()");
    browser.key("ArrowRight");
    browser.key("ArrowDown");
    browser.key("Enter");
    browser.await("sinopia.state.pin?.join() === '27,21'");
    browser.key("r");
    browser.key("ArrowRight");
    browser.key("ArrowDown");
    browser.key("Enter");
    browser.await("sinopia.state.regions.a?.width === 2 && sinopia.state.regions.a.height === 2");
    browser.key("+");
    assertTrue(page("sinopia.state.zoom").asDouble() > 0);
  }

  @Test
  void thePictureIsSavedWithLegend() throws Exception {
    show("", 1280, 800, "light");
    Path downloads = Files.createDirectories(folder.resolve("downloads"));
    browser.send(
        "Page.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", downloads.toString()));
    page("document.getElementById('save-png').click()");
    Path png = downloads.resolve("scan.png");
    for (int i = 0; i < 100 && !Files.exists(png); i++) {
      Thread.sleep(100);
    }
    try (Stream<Path> files = Files.list(downloads)) {
      assertTrue(Files.exists(png), files.toList().toString());
    }
  }

  @Test
  void itFitsAnyWidthWithoutSidewaysScrolling() throws Exception {
    for (int width : List.of(360, 768, 1280, 3840)) {
      for (String scheme : List.of("light", "dark")) {
        show("", width, Math.max(700, width / 2), scheme);
        int wide = page("document.documentElement.scrollWidth").asInt();
        assertTrue(wide <= width, width + " px " + scheme + ": content is " + wide + " px wide");
      }
    }
  }

  @Test
  void everyControlHasANameAndThePageComplainsOfNothing() throws Exception {
    show("", 1280, 800, "light");
    String nameless =
        page("[...document.querySelectorAll('button, input, select, canvas[tabindex]')].filter(e =>"
                + " !(e.getAttribute('aria-label') || e.textContent.trim() || e.title"
                + " || (e.labels && [...e.labels].some(l => l.textContent.trim()))))"
                + ".map(e => e.outerHTML).join()")
            .asText();
    assertEquals("", nameless);
    assertEquals(List.of(), browser.problems());
    assertFalse(page("document.title").asText().isBlank());
  }
}
