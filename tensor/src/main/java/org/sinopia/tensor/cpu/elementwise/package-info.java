/** Ops that take elements one by one: activations, losses, optimisers, random numbers. */
package org.sinopia.tensor.cpu.elementwise;
