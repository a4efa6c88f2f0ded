package org.sinopia.train.view.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that has passed the {@link Guard}.
 *
 * @param method GET, POST or DELETE
 * @param path segments after the token and {@code api}, of letters, digits, points, dashes and
 *     underscores
 * @param query parameters, each once
 * @param body of a POST, JSON; empty otherwise
 */
public record Call(String method, List<String> path, Map<String, String> query, String body) {

  /** Copies the collections. */
  public Call {
    path = List.copyOf(path);
    query = Map.copyOf(query);
  }

  /** A segment of the path; empty if it has fewer. */
  public String segment(int index) {
    return index < path.size() ? path.get(index) : "";
  }

  /**
   * A whole number in the path.
   *
   * @throws BadRequestException if it is none from 0 on
   */
  public int whole(int index) {
    String text = segment(index);
    if (!text.matches("\\d{1,9}")) {
      throw new BadRequestException("path: '" + text + "', expected a whole number");
    }
    return Integer.parseInt(text);
  }

  /**
   * A number in the query.
   *
   * @throws BadRequestException if it is missing or no finite number
   */
  public double number(String name) {
    String text = query.getOrDefault(name, "");
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Answered below.
    }
    throw new BadRequestException(name + ": '" + text + "', expected a number");
  }

  /** A parameter of the query. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }
}
