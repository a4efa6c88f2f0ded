package org.sinopia.kernels.compile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 over parts, each with its length before it, so that no two lists of parts agree. */
final class Digest {
  private final MessageDigest sha;

  Digest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("kernels: every Java has SHA-256, this one not", e);
    }
  }

  Digest add(byte[] part) {
    sha.update((part.length + ":").getBytes(StandardCharsets.UTF_8));
    sha.update(part);
    return this;
  }

  Digest add(String part) {
    return add(part.getBytes(StandardCharsets.UTF_8));
  }

  /** Its first 16 bytes in hexadecimal digits. */
  String hex() {
    return HexFormat.of().formatHex(sha.digest(), 0, 16);
  }
}
