/**
 * Every op in float32 on all cores: OpenBLAS through the Foreign Function API, the Vector API for
 * the rest.
 */
package org.sinopia.tensor.cpu;
