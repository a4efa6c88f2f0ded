package org.sinopia.train.view.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sinopia.train.view.ViewedScan;

/** Who is let in, and what the server bears. */
@Timeout(120)
class ViewServerTest {
  private static final int LARGE = 8 << 20;

  private ViewServer server;
  private String token;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server = ViewServer.start(0, ViewedScan.class, ViewServerTest::answer);
    port = server.address().getPort();
    token = server.address().getPath().replace("/", "");
  }

  private static Answer answer(Call call) throws IOException {
    return switch (call.segment(0)) {
      case "large" ->
          new Answer(
              200,
              "application/octet-stream",
              Map.of(),
              LARGE,
              out -> {
                byte[] piece = new byte[1 << 16];
                for (int i = 0; i < LARGE / piece.length; i++) {
                  out.write(piece);
                }
              });
      case "gone" -> throw new IOException("scan.h5: cannot be read any more");
      case "broken" -> throw new IllegalStateException("/home/secret/scan.h5");
      default -> Answer.json("{\"body\":" + call.body().length() + "}");
    };
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Sends a request as it is, and returns all that comes back. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private String get(String path, String... headers) throws IOException {
    return raw(
        "GET "
            + path
            + " HTTP/1.1\r\nConnection: close\r\n"
            + String.join("\r\n", headers)
            + "\r\n\r\n");
  }

  private String host() {
    return "Host: 127.0.0.1:" + port;
  }

  private void status(int expected, String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 " + expected + " "), answer);
  }

  @Test
  void thePageIsServedWithAStrictPolicy() throws IOException {
    String answer = get("/" + token + "/", host());
    status(200, answer);
    assertTrue(answer.contains("default-src 'none'; script-src 'self';"), answer);
    assertFalse(answer.contains("unsafe-inline"), answer);
    assertTrue(answer.contains("Referrer-policy: no-referrer"), answer);
    assertFalse(answer.matches("(?s).*<script>.*"), answer);
    assertFalse(answer.matches("(?s).* style=\".*"), answer);
  }

  @Test
  void withoutTheTokenNothingIsServed() throws IOException {
    for (String path :
        List.of(
            "/",
            "/app.js",
            "/api/scans",
            "/" + token,
            "/" + token.substring(1) + "/",
            "/" + token.toLowerCase(Locale.ROOT) + "x/",
            "/?token=" + token)) {
      status(403, get(path, host()));
    }
  }

  @Test
  void anotherHostIsRefused() throws IOException {
    status(403, get("/" + token + "/", "Host: evil.example:" + port));
    status(403, get("/" + token + "/", "Host: 127.0.0.1"));
    status(403, get("/" + token + "/", "Host: 127.0.0.1:" + port, "Host: evil.example"));
    status(403, get("/" + token + "/"));
    status(200, get("/" + token + "/", "Host: localhost:" + port));
  }

  @Test
  void anotherSiteIsRefused() throws IOException {
    String path = "/" + token + "/api/scans";
    status(403, get(path, host(), "Origin: http://evil.example"));
    status(403, get(path, host(), "Origin: null"));
    status(403, get(path, host(), "Origin: https://127.0.0.1:" + port));
    status(403, get(path, host(), "Sec-Fetch-Site: cross-site"));
    status(403, get(path, host(), "Sec-Fetch-Site: same-site"));
    status(
        200, get(path, host(), "Origin: http://127.0.0.1:" + port, "Sec-Fetch-Site: same-origin"));
  }

  @Test
  void pathTricksReachNoFile() throws IOException {
    for (String trick :
        List.of(
            "../../../../etc/passwd",
            "..%2f..%2f..%2fetc%2fpasswd",
            "%2e%2e/%2e%2e/etc/passwd",
            "..\\..\\windows\\win.ini",
            "app.js%00.html",
            "./app.js",
            "//etc/passwd",
            "package-info.class",
            "ViewServer.class",
            "api/../app.js",
            "app.js/../../../etc/passwd")) {
      String answer = get("/" + token + "/" + trick, host());
      assertTrue(answer.startsWith("HTTP/1.1 4"), trick + ": " + answer);
      assertFalse(answer.contains("root:"), answer);
    }
  }

  @Test
  void problemsAreToldWithoutNamesOfFolders() throws IOException {
    String gone = get("/" + token + "/api/gone", host());
    status(503, gone);
    assertTrue(gone.contains("scan.h5: cannot be read any more"), gone);
    String broken = get("/" + token + "/api/broken", host());
    status(500, broken);
    assertFalse(broken.contains("secret"), broken);
  }

  @Test
  void onlyJsonOfBoundedSizeIsTaken() throws IOException {
    String head = "POST /" + token + "/api/x HTTP/1.1\r\nConnection: close\r\n" + host() + "\r\n";
    status(415, raw(head + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"));
    status(200, raw(head + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"));
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest huge =
        HttpRequest.newBuilder(URI.create(server.address() + "api/x"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[(1 << 20) + 10]))
            .build();
    CompletableFuture<Integer> status =
        client
            .sendAsync(huge, HttpResponse.BodyHandlers.discarding())
            .thenApply(HttpResponse::statusCode);
    assertEquals(413, status.join());
    status(
        405,
        raw("PUT /" + token + "/api/x HTTP/1.1\r\nConnection: close\r\n" + host() + "\r\n\r\n"));
  }

  @Test
  void aThousandRequestsAtOnceAreAllAnswered() {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + "api/scans")).build();
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      answers.add(
          client
              .sendAsync(request, HttpResponse.BodyHandlers.discarding())
              .thenApply(HttpResponse::statusCode));
    }
    for (CompletableFuture<Integer> answer : answers) {
      int status = answer.join();
      assertTrue(status == 200 || status == 503, "status " + status);
    }
  }

  @Test
  void slowReadersAndVanishedBrowsersDoNotKeepOthersWaiting() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        slow.add(socket);
        OutputStream out = socket.getOutputStream();
        out.write(
            ("GET /" + token + "/api/large HTTP/1.1\r\n" + host() + "\r\n\r\n")
                .getBytes(ISO_8859_1));
        out.flush();
        if (i % 2 == 0) {
          socket.close();
        }
      }
      status(200, get("/" + token + "/api/scans", host()));
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    status(200, get("/" + token + "/api/scans", host()));
  }

  @Test
  void noOtherInterfaceListens() throws IOException {
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(network.getInetAddresses())) {
        if (!address.isLoopbackAddress()) {
          assertThrows(ConnectException.class, () -> new Socket(address, port).close());
        }
      }
    }
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ViewServer.start(port, ViewedScan.class, ViewServerTest::answer));
    assertTrue(e.getMessage().startsWith("--port: " + port), e.getMessage());
  }
}
