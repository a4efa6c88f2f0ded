/** Copies: casts, gathers, padding and permutations. */
package org.sinopia.tensor.cpu.layout;
