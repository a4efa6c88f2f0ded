/**
 * The content of {@code sinopia view}: maps that grow while one looks, spectra of pixels and
 * regions, clusters, and the pigments that explain them. Knows nothing of the network.
 */
package org.sinopia.train.view;
