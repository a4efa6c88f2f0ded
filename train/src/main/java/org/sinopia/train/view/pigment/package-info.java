/** Pigments that explain the line families of a spectrum, and which cannot be told apart. */
package org.sinopia.train.view.pigment;
