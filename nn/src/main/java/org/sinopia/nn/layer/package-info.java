/** Layers: each declares its weights and says on one page what it computes. */
package org.sinopia.nn.layer;
