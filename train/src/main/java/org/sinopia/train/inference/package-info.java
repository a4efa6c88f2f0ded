/** Trained models at work: on cubes of any size, with their uncertainty, and judged. */
package org.sinopia.train.inference;
