package org.sinopia.tensor.reference;

import org.sinopia.tensor.Backend;
import org.sinopia.tensor.BackendProvider;

/** Makes the {@code reference} device. */
public final class ReferenceBackendProvider implements BackendProvider {
  @Override
  public String name() {
    return "reference";
  }

  @Override
  public Backend create() {
    return new ReferenceBackend();
  }
}
