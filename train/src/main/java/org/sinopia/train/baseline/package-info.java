/** Baselines for recolourers: ways of colouring that see one pixel, or none. */
package org.sinopia.train.baseline;
