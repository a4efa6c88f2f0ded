/** LayerNorm, softmax, reductions and non-negative fits: ops that take rows one by one. */
package org.sinopia.tensor.cpu.rows;
