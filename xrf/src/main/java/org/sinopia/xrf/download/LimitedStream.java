package org.sinopia.xrf.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails when more comes than was bargained for. */
final class LimitedStream extends FilterInputStream {

  private final long most;
  private long left;

  LimitedStream(InputStream in, long most) {
    super(in);
    this.most = most;
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      count(1);
    }
    return value;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int got = super.read(bytes, from, length);
    if (got > 0) {
      count(got);
    }
    return got;
  }

  private void count(int bytes) throws IOException {
    left -= bytes;
    if (left < 0) {
      throw new IOException("the answer has more than " + most + " bytes");
    }
  }
}
