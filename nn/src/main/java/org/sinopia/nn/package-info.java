/** Layers, models, losses and metrics, on top of {@code autograd}. Knows nothing of X-rays. */
package org.sinopia.nn;
