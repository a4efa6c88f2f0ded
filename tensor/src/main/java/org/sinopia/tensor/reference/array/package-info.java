/** Tensors as float64 arrays that loops index. */
package org.sinopia.tensor.reference.array;
