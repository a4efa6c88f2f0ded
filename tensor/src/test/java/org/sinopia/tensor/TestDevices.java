package org.sinopia.tensor;

import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * The devices that tests are run on: {@code reference} and {@code cpu}, or those that the system
 * property {@code sinopia.devices} names, with commas between.
 */
public final class TestDevices {
  private TestDevices() {}

  /** Their names. Where one cannot work here, the test is skipped with the reason. */
  public static List<String> names() {
    List<String> names =
        List.of(System.getProperty("sinopia.devices", "reference,cpu").split(",", -1));
    try {
      names.forEach(Device::of);
    } catch (UnavailableDeviceException e) {
      Assumptions.abort(e.getMessage());
    }
    return names;
  }

  /** The tolerance of a golden value: the reference computes in float64, others do not. */
  public static double tolerance(String device, double ofReference, double ofOthers) {
    return device.equals("reference") ? ofReference : ofOthers;
  }
}
