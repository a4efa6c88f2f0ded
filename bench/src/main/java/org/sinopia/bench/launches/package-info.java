/** Launches, bytes and FLOPs of a training step on a GPU that is not there, and a modelled time. */
package org.sinopia.bench.launches;
