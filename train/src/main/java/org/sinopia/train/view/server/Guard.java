package org.sinopia.train.view.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.Headers;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps out all but the page that this program printed the address of. Another site's page in the
 * same browser is known by its Origin or Sec-Fetch-Site; one whose host name was turned to
 * 127.0.0.1 (DNS rebinding), by its Host; another program, by not knowing the token.
 */
final class Guard {
  private static final int TOKEN_BYTES = 32;

  private final String token;
  private final Set<String> hosts;

  /** For a server on a port, with a new token. */
  Guard(int port) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
  }

  /** The token, the first segment of every path. */
  String token() {
    return token;
  }

  /** Why a request is refused, for people; empty if it is not. */
  Optional<String> refusal(Headers headers, String path) {
    List<String> host = headers.getOrDefault("Host", List.of());
    if (host.size() != 1 || !hosts.contains(host.getFirst())) {
      return Optional.of("refused: the request is for another host than 127.0.0.1");
    }
    for (String origin : headers.getOrDefault("Origin", List.of())) {
      if (!origin.startsWith("http://") || !hosts.contains(origin.substring(7))) {
        return Optional.of("refused: the request comes from another site");
      }
    }
    for (String site : headers.getOrDefault("Sec-Fetch-Site", List.of())) {
      if (!site.equals("same-origin") && !site.equals("none")) {
        return Optional.of("refused: the request comes from another site");
      }
    }
    if (!hasToken(path)) {
      return Optional.of(
          "refused: the address lacks the token, or has that of an earlier run;"
              + " open the address that sinopia view printed");
    }
    return Optional.empty();
  }

  private boolean hasToken(String path) {
    int end = path.indexOf('/', 1);
    String given = path.startsWith("/") && end > 0 ? path.substring(1, end) : "";
    // In the same time whatever is wrong with it.
    return MessageDigest.isEqual(given.getBytes(US_ASCII), token.getBytes(US_ASCII));
  }
}
