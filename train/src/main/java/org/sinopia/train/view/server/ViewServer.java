package org.sinopia.train.view.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Serves a page and its data to a browser on this machine. Each request has a virtual thread; how
 * many compute at once, and how much waits to be sent, is bounded, and who comes when all is taken
 * is told so after a while. Requests that take more than half a minute to arrive and answers that
 * take more than two to be read are broken off.
 */
public final class ViewServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int COMPUTING = 8;
  private static final int MAX_BODY = 1 << 20;

  /** Answers are of a MiB at most, or are written piece by piece. */
  private static final int ANSWERING = 128;

  private static final int PATIENCE_SECONDS = 10;
  private static final int MAX_QUERY = 4096;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/-]*");

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  static {
    // The server reads these when its class is loaded, in seconds.
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
    System.setProperty("sun.net.httpserver.maxRspTime", "120");
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore computing = new Semaphore(COMPUTING);
  private final Semaphore answering = new Semaphore(ANSWERING);
  private final Guard guard;
  private final PageFiles page;
  private final Api api;

  private ViewServer(HttpServer server, PageFiles page, Api api) {
    this.server = server;
    this.guard = new Guard(server.getAddress().getPort());
    this.page = page;
    this.api = api;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Starts a server.
   *
   * @param port 0 to 65535; 0 for any that is free
   * @param page a class beside whose file the page's files are
   * @param api answers the page's requests
   * @throws IllegalArgumentException if the port is taken
   */
  public static ViewServer start(int port, Class<?> page, Api api) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG);
    } catch (BindException e) {
      throw new IllegalArgumentException(
          "--port: " + port + " is taken, or not allowed; 0 finds a free one", e);
    }
    ViewServer started = new ViewServer(server, new PageFiles(page), api);
    server.start();
    return started;
  }

  /** The page's address, with the token. */
  public URI address() {
    return URI.create(
        "http://127.0.0.1:" + server.getAddress().getPort() + "/" + guard.token() + "/");
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      if (!answering.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        send(exchange, busy());
        return;
      }
      try {
        send(exchange, answerOrProblem(exchange));
      } finally {
        answering.release();
      }
    } catch (IOException e) {
      // The browser is gone; there is nobody to tell.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answerOrProblem(HttpExchange exchange) throws InterruptedException {
    try {
      return answer(exchange);
    } catch (BadRequestException e) {
      return Answer.message(e.status(), e.getMessage());
    } catch (IllegalArgumentException e) {
      return Answer.message(400, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Answer.message(503, String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      return Answer.message(503, "out of memory; look at less at a time");
    } catch (RuntimeException e) {
      return Answer.message(500, "failed: " + e.getClass().getSimpleName());
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException, InterruptedException {
    URI uri = exchange.getRequestURI();
    String path = Optional.ofNullable(uri.getRawPath()).orElse("");
    Optional<String> refusal = guard.refusal(exchange.getRequestHeaders(), path);
    if (refusal.isPresent()) {
      return Answer.message(403, refusal.get());
    }
    String method = exchange.getRequestMethod();
    if (!List.of("GET", "HEAD", "POST", "DELETE").contains(method)) {
      return Answer.message(405, "expected GET, POST or DELETE").with("Allow", "GET, POST, DELETE");
    }
    String rest = path.substring(guard.token().length() + 2);
    if (!PLAIN.matcher(rest).matches() || rest.contains("..")) {
      return Answer.message(404, "no such thing");
    }
    if (!rest.startsWith("api/")) {
      return page.find(rest).orElseGet(() -> Answer.message(404, "no such thing"));
    }
    Call call =
        new Call(
            method,
            List.of(rest.substring(4).split("/")),
            query(uri.getRawQuery()),
            method.equals("POST") ? body(exchange) : "");
    if (!computing.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      return busy();
    }
    try {
      return api.answer(call);
    } finally {
      computing.release();
    }
  }

  private static Answer busy() {
    return Answer.message(503, "too many requests at once, try again").with("Retry-After", "1");
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) {
      return query;
    }
    if (raw.length() > MAX_QUERY) {
      throw new BadRequestException(414, "query: longer than " + MAX_QUERY + " characters");
    }
    for (String part : raw.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      query.put(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8));
    }
    return query;
  }

  private static String body(HttpExchange exchange) throws IOException {
    String type =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse("");
    // A form of another site cannot send this type without being asked first.
    if (!type.startsWith("application/json")) {
      throw new BadRequestException(415, "body: expected application/json");
    }
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (bytes.length > MAX_BODY) {
      throw new BadRequestException(413, "body: more than " + MAX_BODY + " bytes");
    }
    return new String(bytes, UTF_8);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    HEADERS.forEach(headers::set);
    headers.set("Content-Type", answer.mediaType());
    answer.headers().forEach(headers::set);
    boolean empty = exchange.getRequestMethod().equals("HEAD") || answer.length() == 0;
    exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.length());
    if (!empty) {
      try (OutputStream out = exchange.getResponseBody()) {
        answer.body().writeTo(out);
      }
    }
  }

  /** Stops at once; what is being answered is broken off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
