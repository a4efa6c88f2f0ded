package org.sinopia.xrf.painting;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks a public service for things as its operators ask to be asked: one request at a time, a pause
 * between them, an honest name, and no return before the time a busy server gives ({@code
 * Retry-After}, RFC 9110 section 10.2.3). Not safe for several threads.
 */
public final class PoliteClient implements AutoCloseable {

  /** How time passes. */
  @FunctionalInterface
  public interface Sleeper {
    /** Returns after a time. */
    void sleep(Duration time) throws InterruptedException;
  }

  private static final int MAX_TRIES = 5;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

  private final HttpClient client;
  private final String userAgent;
  private final Duration pause;
  private final Clock clock;
  private final Sleeper sleeper;
  private Instant next = Instant.MIN;

  /**
   * A client.
   *
   * @param userAgent who asks, with a way to be reached
   * @param pause least time between the starts of two requests
   */
  public PoliteClient(String userAgent, Duration pause) {
    this(userAgent, pause, Clock.systemUTC(), Thread::sleep);
  }

  PoliteClient(String userAgent, Duration pause, Clock clock, Sleeper sleeper) {
    this.userAgent = Objects.requireNonNull(userAgent, "userAgent");
    this.pause = pause;
    this.clock = clock;
    this.sleeper = sleeper;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /**
   * Sends a request, again after a wait where the server is busy (429 or 503) or fails (500, 502,
   * 504), five times at most.
   *
   * @param request the request, without name and time-out
   * @return an answer of status 200; the caller closes its body
   * @throws IOException if no such answer came; the message names the address, and the status if
   *     there is one
   */
  public HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException {
    HttpRequest named = request.setHeader("User-Agent", userAgent).timeout(ANSWER_TIMEOUT).build();
    try {
      Duration wait = FIRST_WAIT;
      for (int tries = 1; ; tries++) {
        waitUntil(next);
        next = clock.instant().plus(pause);
        HttpResponse<InputStream> response = answer(named);
        int status = response.statusCode();
        if (status == 200) {
          return response;
        }
        response.body().close();
        boolean passing = status == 429 || (status >= 500 && status <= 504 && status != 501);
        if (!passing || tries == MAX_TRIES) {
          throw new IOException(
              "%s: status %d, expected 200%s"
                  .formatted(named.uri(), status, passing ? " within five tries" : ""));
        }
        Duration asked = retryAfter(response).orElse(wait);
        if (asked.compareTo(LONGEST_WAIT) > 0) {
          throw new IOException(
              "%s: status %d, and asks to come back in %d s; try again later"
                  .formatted(named.uri(), status, asked.toSeconds()));
        }
        next = clock.instant().plus(asked);
        wait = wait.multipliedBy(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(named.uri() + ": interrupted");
    }
  }

  private HttpResponse<InputStream> answer(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return client.send(request, BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new IOException(
          request.uri() + ": " + (e.getMessage() == null ? "no answer" : e.getMessage()), e);
    }
  }

  /**
   * A GET request.
   *
   * @param address of a thing
   * @throws IOException as {@link #send}
   */
  public HttpResponse<InputStream> get(URI address) throws IOException {
    return send(HttpRequest.newBuilder(address));
  }

  private void waitUntil(Instant time) throws InterruptedException {
    Instant now = clock.instant();
    if (time.isAfter(now)) {
      sleeper.sleep(Duration.between(now, time));
    }
  }

  /** Seconds, or the time of day when to come back. */
  private Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .map(String::trim)
        .flatMap(
            value -> {
              try {
                return Optional.of(
                    value.matches("\\d{1,9}")
                        ? Duration.ofSeconds(Long.parseLong(value))
                        : Duration.between(
                            clock.instant(),
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)));
              } catch (DateTimeException e) {
                return Optional.empty();
              }
            });
  }

  @Override
  public void close() {
    client.close();
  }
}
