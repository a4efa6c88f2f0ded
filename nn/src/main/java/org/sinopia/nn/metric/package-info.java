/** Metrics of recolourers: how alike pictures are. */
package org.sinopia.nn.metric;
