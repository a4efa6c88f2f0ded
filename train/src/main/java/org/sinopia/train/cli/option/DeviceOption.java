package org.sinopia.train.cli.option;

import org.sinopia.tensor.Device;
import org.sinopia.tensor.UnavailableDeviceException;
import picocli.CommandLine.Option;

/** {@code --device}, for every command that computes. */
public final class DeviceOption {
  private static final String AUTO = "auto";

  @Option(
      names = "--device",
      defaultValue = AUTO,
      description =
          "auto, cpu, cuda or reference (${DEFAULT-VALUE}); auto is cuda if it works, else cpu.")
  private String name;

  /**
   * The device asked for.
   *
   * @throws IllegalArgumentException if there is none of that name, or it does not work here
   */
  public Device device() {
    if (!name.equals(AUTO)) {
      return named(name);
    }
    if (Device.names().contains("cuda")) {
      try {
        return Device.of("cuda");
      } catch (UnavailableDeviceException e) {
        return Device.cpu();
      }
    }
    return Device.cpu();
  }

  private static Device named(String name) {
    try {
      return Device.of(name);
    } catch (UnavailableDeviceException e) {
      throw new IllegalArgumentException("--device: " + e.getMessage(), e);
    }
  }
}
