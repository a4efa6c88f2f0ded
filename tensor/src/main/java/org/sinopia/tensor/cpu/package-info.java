/**
 * Every op in float32 on all cores with the Vector API. Matrix products are ours where vectors have
 * 512 bits, except small ones; else they are OpenBLAS's, through the Foreign Function API.
 */
package org.sinopia.tensor.cpu;
