/**
 * Reverse-mode differentiation: the tape, and the gradient check that every differentiable op
 * (package {@code op}) must pass.
 *
 * <pre>{@code
 * try (Scope step = Scope.open(Device.cpu())) {
 *   Tape tape = Tape.recording(step, seed);
 *   Variable y = Linear.of(tape.constant(x), tape.parameter(weight), null);
 *   tape.backward(MeanSquaredError.of(y, tape.constant(target)));
 * } // weight.gradient() outlives the step
 * }</pre>
 *
 * <p>To read it: {@link org.sinopia.autograd.Variable} and {@link org.sinopia.autograd.Parameter}
 * (what is differentiated by), {@link org.sinopia.autograd.DifferentiableOp} and one of its
 * subclasses (what is differentiated), {@link org.sinopia.autograd.Tape#apply} and {@link
 * org.sinopia.autograd.Tape#backward} (how), {@link org.sinopia.autograd.Gradients} (where
 * gradients add up and when their memory is used again).
 */
package org.sinopia.autograd;
