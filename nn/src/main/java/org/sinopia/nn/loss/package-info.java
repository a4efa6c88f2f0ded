/** Losses. */
package org.sinopia.nn.loss;
