/**
 * Loops that are shared out to threads: over elements, rows, columns and strides. They cut work by
 * the operands' sizes alone, so results do not depend on the number of threads.
 */
package org.sinopia.tensor.cpu.loops;
