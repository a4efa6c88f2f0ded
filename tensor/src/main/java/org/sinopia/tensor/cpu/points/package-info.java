/** Distances between points, and what is built on them: K-means, silhouettes, MMD. */
package org.sinopia.tensor.cpu.points;
