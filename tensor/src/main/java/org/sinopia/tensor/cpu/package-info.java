/**
 * Every op in float32 on all cores with the Vector API, with the same bits on every machine.
 *
 * <p>Only {@link CpuBackend} is seen from outside. It hands each family of ops to one class ({@code
 * CpuMatrix} for {@code MatrixOp}), and that class each op to another where there is much to do.
 * The classes, from the ground up:
 *
 * <ul>
 *   <li>the machine: {@link Lanes}, vectors over memory; {@link Workers}, the threads; {@link
 *       Scratch}, memory of one thread; {@link VectorMath}; {@link PhiloxWords}, random words;
 *       {@link ProductTime}, what a profile asks;
 *   <li>products: {@link RegisterTile}, the innermost loops; on them {@link PackedProduct} for
 *       whole matrices, {@link TileProduct} for attention's tiles, {@link PackedEncoder} for
 *       spectra; {@link PanelCopy} and {@link SquareTransposition}, which bring operands into their
 *       form; {@link VectorProduct};
 *   <li>attention: {@link AttentionHeads}, {@link AttentionWeights}, {@link AttentionDropout} under
 *       {@link AttentionForward} and {@link AttentionBackward};
 *   <li>element by element: {@link PairLoop}, {@link TripleLoop} and what implements them, over
 *       {@link Tiles};
 *   <li>along rows and across them: {@link Rows}, {@link RowLoops}, {@link LayerNormRows}, {@link
 *       ColumnSums}; reductions: {@link Grouping}, {@link RunReduction}, {@link RowReduction};
 *   <li>pictures: {@link WindowStatistics} and {@link Similarity} under SSIM and its kin, {@link
 *       ShiftedPatches} and {@link Tokenisation} under the tokens, {@link BorderedBands} under the
 *       convolution;
 *   <li>points: {@link TransposedPoints} under distances, silhouettes, K-means and MMD.
 * </ul>
 */
package org.sinopia.tensor.cpu;
