/** Attention over one sequence after another, forward and backward. */
package org.sinopia.tensor.cpu.attention;
