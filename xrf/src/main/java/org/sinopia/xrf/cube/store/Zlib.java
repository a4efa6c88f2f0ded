package org.sinopia.xrf.cube.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflating zlib streams (RFC 1950) whose claims are not to be trusted. */
public final class Zlib {

  /** DEFLATE codes 258 bytes in no less than 2 bits (RFC 1951), 1032 times less. */
  public static final long MAX_RATIO = 1032;

  private Zlib() {}

  /**
   * Inflates a stream of known result.
   *
   * @throws DataFormatException if it is damaged, or its result has not {@code length} bytes
   */
  public static byte[] inflateExactly(ByteBuffer deflated, int length) throws DataFormatException {
    requirePlausible(deflated, length);
    byte[] result = new byte[length];
    inflateExactly(deflated, result);
    return result;
  }

  /** Inflates a stream into the whole of an array; otherwise as the other. */
  public static void inflateExactly(ByteBuffer deflated, byte[] result) throws DataFormatException {
    requirePlausible(deflated, result.length);
    int done = inflate(deflated, result);
    if (done != result.length) {
      throw new DataFormatException("%d bytes, expected %d".formatted(done, result.length));
    }
  }

  private static void requirePlausible(ByteBuffer deflated, int length) throws DataFormatException {
    if (length / MAX_RATIO > deflated.remaining()) {
      throw new DataFormatException(
          "%d bytes cannot hold %d".formatted(deflated.remaining(), length));
    }
  }

  /**
   * Inflates a stream.
   *
   * @throws DataFormatException if it is damaged, or its result has more than {@code most} bytes
   */
  public static byte[] inflateUpTo(ByteBuffer deflated, int most) throws DataFormatException {
    byte[] result = new byte[(int) Math.min(most, deflated.remaining() * MAX_RATIO)];
    int done = inflate(deflated, result);
    return done == result.length ? result : Arrays.copyOf(result, done);
  }

  /** Inflates into the beginning of an array; returns how many bytes. */
  private static int inflate(ByteBuffer deflated, byte[] result) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(deflated);
      int done = 0;
      byte[] beyond = new byte[1];
      while (!inflater.finished()) {
        boolean full = done == result.length;
        int n =
            full ? inflater.inflate(beyond) : inflater.inflate(result, done, result.length - done);
        if (full && n > 0) {
          throw new DataFormatException("more than %d bytes".formatted(result.length));
        }
        if (n == 0 && !inflater.finished()) {
          throw new DataFormatException("ends after %d bytes".formatted(done));
        }
        done += full ? 0 : n;
      }
      return done;
    } finally {
      inflater.end();
    }
  }
}
