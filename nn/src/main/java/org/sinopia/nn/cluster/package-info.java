/** Clustering of points, its quality, and its agreement with known labels. */
package org.sinopia.nn.cluster;
