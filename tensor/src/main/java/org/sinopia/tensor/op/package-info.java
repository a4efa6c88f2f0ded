/**
 * The ops, each specified once: a record whose components are its operands, whose Javadoc is its
 * definition, and whose constructor is its door. One sealed interface per family.
 */
package org.sinopia.tensor.op;
