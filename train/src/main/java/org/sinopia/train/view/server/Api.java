package org.sinopia.train.view.server;

import java.io.IOException;

/** Answers the requests that are not for the page itself. Called from many threads at once. */
@FunctionalInterface
public interface Api {
  /**
   * Answers a request.
   *
   * @throws BadRequestException if it is not as it should be
   * @throws IOException if something it needs cannot be read or written; the message goes to the
   *     page, so it names no folder
   */
  Answer answer(Call call) throws IOException;
}
