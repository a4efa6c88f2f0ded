package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.PatchOp;

/** Patch. */
final class CpuPatch {
  private final Workers workers;

  CpuPatch(Workers workers) {
    this.workers = workers;
  }

  void run(PatchOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
