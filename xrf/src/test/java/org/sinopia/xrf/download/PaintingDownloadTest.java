package org.sinopia.xrf.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.picture.PictureFolder;

class PaintingDownloadTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** The query service's answer to a SELECT of two paintings, the second with two pictures. */
  private static final String BINDINGS =
      """
      {"head":{"vars":["item","itemLabel","image"]},"results":{"bindings":[
      {"item":{"type":"uri","value":"http://www.wikidata.org/entity/Q12418"},
       "image":{"type":"uri",
        "value":"http://commons.wikimedia.org/wiki/Special:FilePath/Mona%20Lisa%2C%20by%20C2RMF.jpg"},
       "itemLabel":{"xml:lang":"en","type":"literal","value":"Mona Lisa"}},
      {"item":{"type":"uri","value":"http://www.wikidata.org/entity/Q45585"},
       "image":{"type":"uri",
        "value":"http://commons.wikimedia.org/wiki/Special:FilePath/Starry%20Night.png"}},
      {"item":{"type":"uri","value":"http://www.wikidata.org/entity/Q45585"},
       "image":{"type":"uri",
        "value":"http://commons.wikimedia.org/wiki/Special:FilePath/Starry%20Night%202.png"}}]}}
      """;

  private static final byte[] PICTURE = {(byte) 0xFF, (byte) 0xD8, 1, 2, 3};

  @TempDir Path folder;
  private HttpServer server;
  private URI base;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private Instant now = NOON;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    base = URI.create("http://localhost:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private PoliteClient client(Duration pause) {
    Clock clock =
        new Clock() {
          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now;
          }
        };
    return new PoliteClient(
        "Sinopia-test (test@example.org)",
        pause,
        clock,
        time -> {
          waits.add(time);
          now = now.plus(time);
        });
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void serveQuery(String json) {
    server.createContext(
        "/sparql",
        exchange -> {
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Accept")
                  + " "
                  + exchange.getRequestHeaders().getFirst("User-Agent")
                  + " "
                  + URLDecoder.decode(
                      new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                      StandardCharsets.UTF_8));
          answer(
              exchange,
              200,
              "application/sparql-results+json;charset=utf-8",
              json.getBytes(StandardCharsets.UTF_8));
        });
  }

  /** Commons answers a file's path with a redirect to where the scaled file lies. */
  private void serveFiles() {
    server.createContext(
        "/wiki/",
        exchange -> {
          requests.add(exchange.getRequestURI().toString());
          exchange
              .getResponseHeaders()
              .set("Location", "/thumb" + exchange.getRequestURI().getRawPath());
          answer(exchange, 302, "text/html", new byte[0]);
        });
    server.createContext(
        "/thumb/",
        exchange ->
            answer(
                exchange,
                200,
                exchange.getRequestURI().getPath().endsWith("png") ? "image/png" : "image/jpeg",
                PICTURE));
  }

  private List<CollectionItem> ask(PoliteClient client) throws IOException {
    return WikidataQuery.ask(client, base.resolve("/sparql"), "SELECT ?item ?image WHERE {}");
  }

  @Test
  void paintingsAreFoundOnceEach() throws IOException {
    serveQuery(BINDINGS);
    try (PoliteClient client = client(Duration.ZERO)) {
      List<CollectionItem> items = ask(client);
      assertEquals(List.of("Q12418", "Q45585"), items.stream().map(CollectionItem::id).toList());
      assertEquals("Mona Lisa", items.get(0).title());
      assertEquals("", items.get(1).title());
      assertTrue(items.get(1).image().toString().endsWith("Starry%20Night.png"));
    }
    assertEquals(
        List.of(
            "POST application/sparql-results+json Sinopia-test (test@example.org)"
                + " query=SELECT ?item ?image WHERE {}"),
        requests);
  }

  @Test
  void picturesAreFetchedScaledAndNotAgain() throws IOException {
    serveQuery(BINDINGS);
    serveFiles();
    try (PoliteClient client = client(Duration.ofSeconds(1))) {
      PaintingDownload download = new PaintingDownload(client, base, 640, folder);
      for (int run = 0; run < 2; run++) {
        for (CollectionItem item : ask(client)) {
          assertArrayEquals(PICTURE, Files.readAllBytes(download.fetch(item)));
        }
      }
    }
    assertEquals(
        List.of(
            "/wiki/Special:FilePath/Mona%20Lisa%2C%20by%20C2RMF.jpg?width=640",
            "/wiki/Special:FilePath/Starry%20Night.png?width=640"),
        requests.stream().filter(request -> request.startsWith("/wiki")).toList());
    assertEquals(
        List.of("Q12418.jpg", "Q45585.png"),
        PictureFolder.list(folder).stream().map(file -> file.getFileName().toString()).toList());
    // Four requests after the first, each a second after the one before.
    assertEquals(List.of(1L, 1L, 1L), waits.stream().map(Duration::toSeconds).toList());
  }

  @Test
  void aBusyServerIsGivenTheTimeItAsksFor() throws IOException {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(NOON.plusSeconds(47).atZone(ZoneOffset.UTC));
    List<String> asked = new ArrayList<>(List.of("7", date, "nonsense"));
    server.createContext(
        "/sparql",
        exchange -> {
          if (asked.isEmpty()) {
            answer(exchange, 200, "application/json", BINDINGS.getBytes(StandardCharsets.UTF_8));
          } else {
            exchange.getResponseHeaders().set("Retry-After", asked.removeFirst());
            answer(exchange, 429, "text/plain", new byte[0]);
          }
        });
    try (PoliteClient client = client(Duration.ZERO)) {
      assertEquals(2, ask(client).size());
    }
    // 7 s; then until 47 s past noon; then, as nothing could be read, 5 s doubled twice.
    assertEquals(List.of(7L, 40L, 20L), waits.stream().map(Duration::toSeconds).toList());
  }

  @Test
  void aServerThatStaysBusyIsLeftAlone() throws IOException {
    server.createContext(
        "/",
        exchange -> {
          requests.add("again");
          answer(exchange, 503, "text/plain", new byte[0]);
        });
    try (PoliteClient client = client(Duration.ZERO)) {
      IOException e = assertThrows(IOException.class, () -> ask(client));
      assertTrue(
          e.getMessage().contains("status 503, expected 200 within five tries"), e.getMessage());
    }
    assertEquals(5, requests.size());
    assertEquals(List.of(5L, 10L, 20L, 40L), waits.stream().map(Duration::toSeconds).toList());
  }

  @Test
  void aServerThatAsksForHoursIsNotWaitedFor() {
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "7200");
          answer(exchange, 429, "text/plain", new byte[0]);
        });
    try (PoliteClient client = client(Duration.ZERO)) {
      IOException e = assertThrows(IOException.class, () -> ask(client));
      assertTrue(e.getMessage().contains("come back in 7200 s"), e.getMessage());
    }
    assertEquals(List.of(), waits);
  }

  @Test
  void whatIsNoPictureLeavesNothing() throws IOException {
    serveQuery(BINDINGS);
    server.createContext(
        "/wiki/", exchange -> answer(exchange, 200, "text/html; charset=utf-8", new byte[] {1}));
    try (PoliteClient client = client(Duration.ZERO)) {
      PaintingDownload download = new PaintingDownload(client, base, 640, folder);
      CollectionItem item = ask(client).getFirst();
      IOException e = assertThrows(IOException.class, () -> download.fetch(item));
      assertTrue(e.getMessage().contains("content type 'text/html', expected"), e.getMessage());
    }
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void aMissingFileIsNotAskedForTwice() throws IOException {
    serveQuery(BINDINGS);
    server.createContext(
        "/wiki/",
        exchange -> {
          requests.add("file");
          answer(exchange, 404, "text/html", new byte[0]);
        });
    try (PoliteClient client = client(Duration.ZERO)) {
      PaintingDownload download = new PaintingDownload(client, base, 640, folder);
      CollectionItem item = ask(client).getFirst();
      assertThrows(IOException.class, () -> download.fetch(item));
    }
    assertEquals(1, requests.stream().filter("file"::equals).count());
  }

  @Test
  void answersThatAreNotWhatWasAskedForAreNamed() {
    for (String[] bad :
        new String[][] {
          {"<html>", "is not JSON"},
          {"{\"boolean\": true}", "no results.bindings"},
          {BINDINGS.replace("entity/Q12418", "entity/P18"), "?item is"},
          {BINDINGS.replace("Special:FilePath/Mona", "Mona"), "?image of Q12418"},
        }) {
      serveQuery(bad[0]);
      try (PoliteClient client = client(Duration.ZERO)) {
        IOException e = assertThrows(IOException.class, () -> ask(client));
        assertTrue(e.getMessage().contains(bad[1]), e.getMessage());
      }
      server.removeContext("/sparql");
    }
  }
}
