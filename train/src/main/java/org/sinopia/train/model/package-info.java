/** Trained models as folders: weights, what they are of, and how far they can be trusted. */
package org.sinopia.train.model;
