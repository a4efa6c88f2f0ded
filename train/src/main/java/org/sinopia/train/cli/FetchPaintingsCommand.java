package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.OutputFolder;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.xrf.download.CollectionItem;
import org.sinopia.xrf.download.PaintingDownload;
import org.sinopia.xrf.download.PoliteClient;
import org.sinopia.xrf.download.WikidataQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia fetch-paintings}: pictures of public collections. */
@Command(
    name = "fetch-paintings",
    description = {
      "Fetches pictures of paintings from Wikimedia Commons that a SPARQL query finds in Wikidata.",
      "Called again, it goes on where it stopped. Exit status 1 if a picture could not be had."
    })
final class FetchPaintingsCommand implements Callable<Integer> {
  @Option(
      names = "--query",
      required = true,
      paramLabel = "FILE",
      description = "SPARQL that binds ?item and ?image, and perhaps ?itemLabel.")
  private Path query;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where pictures go.")
  private Path out;

  @Option(
      names = "--contact",
      required = true,
      description = "Your e-mail or web address: the services ask who is asking.")
  private String contact;

  @Option(
      names = "--width",
      defaultValue = "1024",
      description = "Width of the pictures in pixels (${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--pause",
      defaultValue = "1",
      paramLabel = "SECONDS",
      description = "Least time between two requests (${DEFAULT-VALUE}).")
  private double pause;

  @Option(names = "--endpoint", description = "Query service (default: Wikidata's).")
  private URI endpoint = WikidataQuery.DEFAULT_ENDPOINT;

  @Option(names = "--commons", description = "Where the files are (default: Wikimedia Commons).")
  private URI commons = PaintingDownload.DEFAULT_COMMONS;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** The result for a painting: its file, or why there is none. */
  private record Fetched(String item, String title, String file, boolean before, String failure) {}

  @Override
  public Integer call() throws IOException {
    check();
    String sparql = sparql();
    OutputFolder.create(out);
    String userAgent = "Sinopia/" + Version.text() + " (" + contact + ")";
    List<Fetched> all = new ArrayList<>();
    Duration between = Duration.ofMillis(Math.round(1000 * pause));
    try (PoliteClient client = new PoliteClient(userAgent, between)) {
      List<CollectionItem> items = WikidataQuery.ask(client, endpoint, sparql);
      PaintingDownload download = new PaintingDownload(client, commons, width, out);
      try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), json);
          ProgressDisplay.Task progress = display.begin("fetch", items.size())) {
        for (CollectionItem item : items) {
          all.add(fetch(download, item));
          progress.step(1);
        }
      }
    }
    return report(all);
  }

  /** The query, whose variables must be those that answers are read from. */
  private String sparql() throws IOException {
    if (Files.isDirectory(query)) {
      throw new IllegalArgumentException(query + ": is a folder, expected a SPARQL query");
    }
    String sparql;
    try {
      sparql = Files.readString(query);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(query + ": not UTF-8, expected a SPARQL query", e);
    }
    for (String variable : List.of("item", "image")) {
      if (!Pattern.compile("[?$]" + variable + "\\b").matcher(sparql).find()) {
        throw new IllegalArgumentException(
            query + ": no ?" + variable + ", expected a SPARQL query that binds ?item and ?image");
      }
    }
    return sparql;
  }

  private void check() {
    if (contact.isBlank() || !contact.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException("--contact: '" + contact + "', expected printable ASCII");
    }
    if (width < 1) {
      throw new IllegalArgumentException("--width: " + width + ", expected at least 1");
    }
    if (!(pause >= 0 && pause <= 3600)) {
      throw new IllegalArgumentException("--pause: " + pause + ", expected 0 to 3600 seconds");
    }
    for (URI address : List.of(endpoint, commons)) {
      if (!List.of("http", "https").contains(String.valueOf(address.getScheme()))
          || address.getHost() == null) {
        throw new IllegalArgumentException(address + ": expected an http or https address");
      }
    }
  }

  private static Fetched fetch(PaintingDownload download, CollectionItem item) {
    try {
      boolean before = download.present(item).isPresent();
      Path file = download.fetch(item);
      return new Fetched(item.id(), item.title(), file.toString(), before, null);
    } catch (IOException e) {
      return new Fetched(item.id(), item.title(), null, false, e.getMessage());
    }
  }

  private int report(List<Fetched> all) {
    PrintWriter lines = spec.commandLine().getOut();
    List<Fetched> failed = all.stream().filter(fetched -> fetched.failure() != null).toList();
    if (json) {
      lines.println(Json.write(all));
    } else {
      long before = all.stream().filter(Fetched::before).count();
      for (Fetched one : failed) {
        spec.commandLine().getErr().println(one.item() + ": " + one.failure());
      }
      lines.printf(
          "%d paintings: %d fetched, %d were there, %d could not be had%n",
          all.size(), all.size() - before - failed.size(), before, failed.size());
    }
    return failed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
