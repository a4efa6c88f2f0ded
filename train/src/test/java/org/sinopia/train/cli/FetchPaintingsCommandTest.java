package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchPaintingsCommandTest {
  @TempDir Path folder;
  private HttpServer server;
  private String base;
  private Path query;

  @BeforeEach
  void serve() throws IOException {
    query = Files.writeString(folder.resolve("query.rq"), "SELECT ?item ?image WHERE {}");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String item =
        "{\"item\":{\"value\":\"http://www.wikidata.org/entity/%s\"},\"image\":{\"value\":"
            + "\"http://commons.wikimedia.org/wiki/Special:FilePath/%s\"}}";
    String answer =
        "{\"results\":{\"bindings\":["
            + item.formatted("Q1", "there.png")
            + ","
            + item.formatted("Q2", "gone.png")
            + "]}}";
    respond("/sparql", 200, "application/sparql-results+json", answer);
    respond("/wiki/Special:FilePath/there.png", 200, "image/png", "picture");
    server.start();
    base = "http://localhost:" + server.getAddress().getPort();
  }

  private void respond(String path, int status, String type, String body) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Ran fetch() {
    Object[] words = {
      "fetch-paintings",
      "--query",
      query,
      "--out",
      folder.resolve("out"),
      "--contact",
      "a@b.example",
      "--pause",
      0,
      "--endpoint",
      base + "/sparql",
      "--commons",
      base
    };
    return Ran.sinopia(words);
  }

  @Test
  void whatCanBeHadIsFetchedAndTheRestIsNamed() throws IOException {
    Ran first = fetch();
    assertEquals(1, first.status());
    assertTrue(first.err().startsWith("Q2: http"), first.err());
    assertTrue(first.err().contains("status 404, expected 200"), first.err());
    assertEquals("2 paintings: 1 fetched, 0 were there, 1 could not be had\n", first.out());
    assertEquals("picture", Files.readString(folder.resolve("out/Q1.png")));

    respond("/wiki/Special:FilePath/gone.png", 200, "image/jpeg", "back");
    Ran second = fetch();
    assertEquals(0, second.status(), second.err());
    assertEquals("2 paintings: 1 fetched, 1 were there, 0 could not be had\n", second.out());
    assertEquals("back", Files.readString(folder.resolve("out/Q2.jpg")));
  }

  @Test
  void badUsageIsSaidInOneLine() {
    for (String bad : new String[] {"--width=0", "--pause=-1", "--commons=ftp://x"}) {
      Ran refused =
          Ran.sinopia("fetch-paintings", "--query", query, "--out", folder, "--contact", "me", bad);
      assertEquals(2, refused.status(), refused.err());
      assertEquals(1, refused.err().lines().count(), refused.err());
    }
    Ran ran =
        Ran.sinopia(
            "fetch-paintings",
            "--query",
            folder.resolve("no.rq"),
            "--out",
            folder,
            "--contact",
            "me");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("no.rq: no such file"), ran.err());
  }
}
