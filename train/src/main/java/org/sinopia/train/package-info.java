/**
 * Optimisers, data sets, the trainer, checkpoints, the pipeline, the report, and the {@code
 * sinopia} command line.
 */
package org.sinopia.train;
