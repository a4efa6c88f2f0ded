/**
 * The differentiable ops, one class each: the formula, the forward, the backward, and the problem
 * on which they are checked.
 */
package org.sinopia.autograd.op;
