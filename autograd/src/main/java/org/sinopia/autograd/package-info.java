/** The tape, the differentiable ops, and the gradient check that each of them must pass. */
package org.sinopia.autograd;
