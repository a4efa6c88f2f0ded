package org.sinopia.tensor;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Makes a {@link Backend}; found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
  /** The name of the device it makes. */
  String name();

  /**
   * The backend, made once per process on first use.
   *
   * @throws UnavailableDeviceException if this machine lacks what it needs
   */
  Backend create();

  /**
   * Optional libraries of this machine that the device uses or could use, by heading: each found,
   * or why not. Known whether or not the device works; looked for at each call.
   */
  default SequencedMap<String, String> libraries() {
    return new LinkedHashMap<>();
  }
}
