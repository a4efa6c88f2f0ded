package org.sinopia.tensor.cpu.rows;

import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.op.NormalisationOp;
import org.sinopia.tensor.op.NormalisationOp.LayerNorm;
import org.sinopia.tensor.op.NormalisationOp.LayerNormBackward;
import org.sinopia.tensor.op.NormalisationOp.Softmax;
import org.sinopia.tensor.op.NormalisationOp.SoftmaxBackward;

/** {@link NormalisationOp}, block of rows by block of rows. */
public final class CpuNormalisation {
  private final CpuSoftmax softmax;
  private final CpuLayerNorm layerNorm;

  public CpuNormalisation(Workers workers) {
    this.softmax = new CpuSoftmax(workers);
    this.layerNorm = new CpuLayerNorm(workers);
  }

  public void run(NormalisationOp op) {
    switch (op) {
      case Softmax o -> softmax.forward(o);
      case SoftmaxBackward o -> softmax.backward(o);
      case LayerNorm o -> layerNorm.forward(o);
      case LayerNormBackward o -> layerNorm.backward(o);
    }
  }
}
