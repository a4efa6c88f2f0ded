/**
 * Parts of models: modules with named weights ({@link org.sinopia.nn.Module}), the flat buffers
 * that hold them ({@link org.sinopia.nn.ParameterStore}), how they start ({@link
 * org.sinopia.nn.Initialiser}), their files ({@link org.sinopia.nn.Safetensors}) and configurations
 * ({@link org.sinopia.nn.ConfigJson}).
 *
 * <p>Layers are in {@code layer}, whole models in {@code model}, what they are trained to minimise
 * in {@code loss}, and what they are judged by in {@code metric} and {@code cluster}. Nothing here
 * knows of X-rays.
 */
package org.sinopia.nn;
