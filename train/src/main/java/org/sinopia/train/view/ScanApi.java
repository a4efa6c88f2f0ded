package org.sinopia.train.view;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sinopia.train.view.server.Answer;
import org.sinopia.train.view.server.Api;
import org.sinopia.train.view.server.BadRequestException;
import org.sinopia.train.view.server.Call;
import org.sinopia.xrf.physics.atom.Element;

/**
 * Requests of the page: {@code scans}, {@code lines/Fe}, and of each scan by its number {@code
 * 0/status}, {@code 0/tile/…}; see {@link LayerApi}, {@link SpectrumApi} and {@link RegionApi}.
 */
public final class ScanApi implements Api {
  private final List<ViewedScan> scans;
  private final List<Map<String, Handler>> handlers;

  /** Answers one kind of request. */
  @FunctionalInterface
  interface Handler {
    Answer answer(Call call) throws IOException;
  }

  /**
   * A line of an element.
   *
   * @param label such as {@code Fe Ka1}
   * @param strength radiative rate, 0 to 1
   */
  private record Line(String label, double energyKev, double strength) {}

  /** A scan in the list. */
  private record Listed(int index, String name) {}

  /** For some scans, at least one. */
  public ScanApi(List<ViewedScan> scans) {
    this.scans = List.copyOf(scans);
    this.handlers =
        scans.stream()
            .map(
                scan -> {
                  Map<String, Handler> all = new HashMap<>();
                  all.putAll(new LayerApi(scan).handlers());
                  all.putAll(new SpectrumApi(scan).handlers());
                  all.putAll(new RegionApi(scan).handlers());
                  return Map.copyOf(all);
                })
            .toList();
  }

  @Override
  public Answer answer(Call call) throws IOException {
    switch (call.segment(0)) {
      case "scans" -> {
        return Answer.json(
            ViewJson.write(
                IntStream.range(0, scans.size())
                    .mapToObj(i -> new Listed(i, scans.get(i).name()))
                    .toList()));
      }
      case "lines" -> {
        return lines(call.segment(1));
      }
      default -> {
        int index = call.whole(0);
        if (index >= scans.size()) {
          throw new BadRequestException(404, "scan " + index + ": there are " + scans.size());
        }
        scans.get(index).renewInterest();
        Handler handler =
            Optional.ofNullable(handlers.get(index).get(call.method() + " " + call.segment(1)))
                .orElseThrow(() -> new BadRequestException(404, "no such thing"));
        try {
          return handler.answer(call);
        } catch (BusyException e) {
          throw new BadRequestException(503, e.getMessage());
        }
      }
    }
  }

  private static Answer lines(String symbol) {
    if (!Element.isSymbol(symbol)) {
      throw new BadRequestException(symbol + ": expected a chemical symbol such as Fe");
    }
    return Answer.json(
        ViewJson.write(
            Element.of(symbol).lines().stream()
                .filter(line -> !line.siegbahn().isEmpty() && line.radiativeRate() > 0.02)
                .map(line -> new Line(line.label(), line.energyKev(), line.radiativeRate()))
                .toList()));
  }
}
