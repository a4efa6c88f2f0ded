package org.sinopia.xrf.download;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds paintings with a SPARQL query that binds {@code ?item} (the painting) and {@code ?image}
 * (its picture, property P18), and perhaps {@code ?itemLabel} (its name). The answer is read in the
 * W3C's SPARQL 1.1 Query Results JSON Format.
 */
public final class WikidataQuery {

  /** Wikidata's query service. */
  public static final URI DEFAULT_ENDPOINT = URI.create("https://query.wikidata.org/sparql");

  private static final Pattern ENTITY = Pattern.compile("https?://\\S+/(Q[1-9]\\d{0,15})");
  private static final long MAX_BYTES = 256L << 20;

  private WikidataQuery() {}

  /**
   * Asks the query.
   *
   * @param client who asks
   * @param endpoint address of the query service
   * @param sparql the query
   * @return the paintings found, each once, in order; of a painting with several pictures, the
   *     first
   * @throws IOException if no answer came, or it is not what was asked for
   */
  public static List<CollectionItem> ask(PoliteClient client, URI endpoint, String sparql)
      throws IOException {
    String form = "query=" + URLEncoder.encode(sparql, StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .setHeader("Accept", "application/sparql-results+json")
            .setHeader("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    JsonNode answer;
    try (InputStream body = new LimitedStream(client.send(request).body(), MAX_BYTES)) {
      answer = new JsonMapper().readTree(body);
    } catch (JacksonException e) {
      throw new IOException(endpoint + ": the answer is not JSON: " + e.getOriginalMessage(), e);
    }
    JsonNode bindings = answer.at("/results/bindings");
    if (!bindings.isArray()) {
      throw new IOException(endpoint + ": the answer has no results.bindings, expected a SELECT");
    }
    Map<String, CollectionItem> items = new LinkedHashMap<>();
    for (JsonNode binding : bindings) {
      CollectionItem item = item(endpoint, binding);
      items.putIfAbsent(item.id(), item);
    }
    return List.copyOf(items.values());
  }

  private static CollectionItem item(URI endpoint, JsonNode binding) throws IOException {
    String entity = binding.at("/item/value").asText();
    Matcher matcher = ENTITY.matcher(entity);
    if (!matcher.matches()) {
      throw new IOException(
          "%s: ?item is '%s', expected an entity such as http://www.wikidata.org/entity/Q12418"
              .formatted(endpoint, entity));
    }
    String image = binding.at("/image/value").asText();
    try {
      URI address = URI.create(image);
      if (address.getRawPath() == null || !address.getRawPath().contains("/Special:FilePath/")) {
        throw new IllegalArgumentException(image);
      }
      return new CollectionItem(matcher.group(1), binding.at("/itemLabel/value").asText(), address);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s: ?image of %s is '%s', expected a file of Commons (.../Special:FilePath/...)"
              .formatted(endpoint, matcher.group(1), image),
          e);
    }
  }
}
