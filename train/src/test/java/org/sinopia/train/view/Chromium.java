package org.sinopia.train.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A Chromium without a window, with one page, driven by the DevTools protocol. */
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = 60;
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
  private String session = "";

  private Chromium(Process process, URI address) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address, new Messages())
            .orTimeout(SECONDS, TimeUnit.SECONDS)
            .join();
  }

  /** The browser on the PATH, or the one that the variable CHROMIUM names. */
  static Optional<Path> find() {
    String named = System.getenv("CHROMIUM");
    Stream<Path> onPath =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
    return Stream.concat(Stream.ofNullable(named).map(Path::of), onPath)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts a browser whose profile is in a folder. */
  static Chromium start(Path program, Path profile) throws IOException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      BufferedReader said = process.errorReader();
      String line = said.readLine();
      while (line != null && !line.startsWith("DevTools listening on ")) {
        line = said.readLine();
      }
      if (line == null) {
        throw new IOException(program + ": ended before it listened");
      }
      Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
      Chromium chromium =
          new Chromium(process, URI.create(line.substring("DevTools listening on ".length())));
      chromium.attach();
      return chromium;
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private void attach() {
    JsonNode target = send("Target.createTarget", Map.of("url", "about:blank"));
    Map<String, Object> which =
        Map.of("targetId", target.get("targetId").asText(), "flatten", true);
    session = send("Target.attachToTarget", which).get("sessionId").asText();
    send("Runtime.enable", Map.of());
    send("Log.enable", Map.of());
    send("Page.enable", Map.of());
  }

  /** Sends a command and waits for its result. */
  JsonNode send(String method, Map<String, Object> parameters) {
    int id = ids.incrementAndGet();
    ObjectNode command = JSON.createObjectNode().put("id", id).put("method", method);
    command.set("params", JSON.valueToTree(parameters));
    if (!session.isEmpty()) {
      command.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket.sendText(command.toString(), true).join();
    JsonNode message = answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    if (message.has("error")) {
      throw new IllegalStateException(method + ": " + message.get("error"));
    }
    return message.get("result");
  }

  /** Sets size and scheme, and goes to an address. */
  void open(URI address, int width, int height, String scheme) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    send("Page.navigate", Map.of("url", "about:blank"));
    send("Page.navigate", Map.of("url", address.toString()));
  }

  /** The value of an expression, a promise's once it is there. */
  JsonNode evaluate(String expression) {
    JsonNode result =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").path("value");
  }

  /** Waits until an expression is true. */
  void await(String expression) throws InterruptedException {
    for (int i = 0; i < SECONDS * 10; i++) {
      if (evaluate("!!(" + expression + ")").asBoolean()) {
        return;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("waited in vain for " + expression + "; " + problems);
  }

  /** Moves, presses and releases the mouse. */
  void mouse(String type, double x, double y, boolean pressed) {
    send(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            x,
            "y",
            y,
            "button",
            type.equals("mouseMoved") && !pressed ? "none" : "left",
            "buttons",
            pressed ? 1 : 0,
            "clickCount",
            1));
  }

  /** Drags from one place to another. */
  void drag(double fromX, double fromY, double toX, double toY) {
    mouse("mouseMoved", fromX, fromY, false);
    mouse("mousePressed", fromX, fromY, true);
    mouse("mouseMoved", (fromX + toX) / 2, (fromY + toY) / 2, true);
    mouse("mouseMoved", toX, toY, true);
    mouse("mouseReleased", toX, toY, false);
  }

  /** Presses a key. */
  void key(String key) {
    boolean text = key.length() == 1;
    Map<String, Object> down =
        text
            ? Map.of("type", "keyDown", "key", key, "text", key)
            : Map.of("type", "rawKeyDown", "key", key);
    send("Input.dispatchKeyEvent", down);
    send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
  }

  /** Exceptions and complaints of the page so far. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          take(JSON.readTree(text.toString()));
        } catch (IOException e) {
          problems.add(e.toString());
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(JsonNode message) {
      if (message.has("id")) {
        CompletableFuture<JsonNode> answer = waiting.remove(message.get("id").asInt());
        if (answer != null) {
          answer.complete(message);
        }
      } else if (message.path("method").asText().equals("Runtime.exceptionThrown")
          || (message.path("method").asText().equals("Log.entryAdded")
              && message.at("/params/entry/level").asText().equals("error"))) {
        problems.add(message.get("params").toString());
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
