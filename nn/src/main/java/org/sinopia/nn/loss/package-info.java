/** What models are trained to minimise. */
package org.sinopia.nn.loss;
