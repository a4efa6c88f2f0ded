/** Trained models at work: on cubes of any size, with their uncertainty. */
package org.sinopia.train.inference;
