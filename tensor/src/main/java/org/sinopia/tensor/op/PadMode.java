package org.sinopia.tensor.op;

/** The elements that {@link LayoutOp.Pad} puts around a tensor. */
public enum PadMode {
  /** Zeros. */
  ZERO,
  /** The mirror image, the edge element itself not repeated; at most extent − 1 elements a side. */
  REFLECT
}
