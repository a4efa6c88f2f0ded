/** Launches distances between points, K-means, silhouettes and MMD. */
package org.sinopia.kernels.launch.points;
