package org.sinopia.tensor;

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
}
