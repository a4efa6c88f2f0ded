/** Pairs of latents and pictures to train a recolourer on: stored, cropped and augmented. */
package org.sinopia.train.data.pairs;
