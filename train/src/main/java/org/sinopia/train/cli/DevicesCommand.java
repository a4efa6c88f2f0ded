package org.sinopia.train.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.UnavailableDeviceException;
import org.sinopia.train.cli.output.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia devices}: what can compute on this machine, what cannot, and why. */
@Command(
    name = "devices",
    description = "Lists the devices that were found, and those that were not, with reasons.")
final class DevicesCommand implements Runnable {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** One device: what it found, or why it cannot work, and the libraries it can use. */
  private record Found(String device, boolean available, Map<String, String> details) {}

  @Override
  public void run() {
    List<Found> all = new ArrayList<>();
    for (String name : Device.names()) {
      Map<String, String> details = new LinkedHashMap<>();
      boolean available = true;
      try {
        details.putAll(Device.of(name).backend().describe());
      } catch (UnavailableDeviceException | IllegalArgumentException e) {
        available = false;
        details.put("why", e.getMessage());
      }
      details.putAll(Device.libraries(name));
      all.add(new Found(name, available, details));
    }
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(all));
      return;
    }
    for (Found found : all) {
      out.println(found.device() + (found.available() ? "" : " (not available)"));
      found.details().forEach((heading, value) -> out.printf("  %-16s %s%n", heading, value));
    }
  }
}
