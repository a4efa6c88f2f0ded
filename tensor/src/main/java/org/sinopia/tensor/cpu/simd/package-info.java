/**
 * Vectors over memory: their width, sums over 16 logical lanes whatever it is, tails, elementary
 * functions, random words, and memory of a thread's own. Raw addresses go no further than the loops
 * that are built on these.
 */
package org.sinopia.tensor.cpu.simd;
