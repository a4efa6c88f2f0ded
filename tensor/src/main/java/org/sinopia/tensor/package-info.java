/**
 * Tensors and what computes on them.
 *
 * <p>Read in this order: {@link org.sinopia.tensor.Shape}, {@link org.sinopia.tensor.DType}, {@link
 * org.sinopia.tensor.Tensor}, {@link org.sinopia.tensor.Scope}, {@link
 * org.sinopia.tensor.Operation}, {@link org.sinopia.tensor.Backend}, {@link
 * org.sinopia.tensor.Device}.
 */
package org.sinopia.tensor;
