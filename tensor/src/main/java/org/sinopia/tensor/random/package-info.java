/**
 * Random numbers that are a function of seed, stream and element: words, photons, drawn tensors.
 */
package org.sinopia.tensor.random;
