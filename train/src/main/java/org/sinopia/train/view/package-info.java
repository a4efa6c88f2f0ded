/**
 * What {@code sinopia view} shows of a scan: maps that grow while one looks, spectra of pixels and
 * regions, clusters, and the pigments that explain them. Knows nothing of the network.
 */
package org.sinopia.train.view;
