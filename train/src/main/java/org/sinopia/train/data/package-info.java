/** Training data: spectra from cubes, and pairs of latents and pictures. */
package org.sinopia.train.data;
