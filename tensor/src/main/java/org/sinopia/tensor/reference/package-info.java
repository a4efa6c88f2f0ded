/** Every op in float64 and plain loops: its definition in code. */
package org.sinopia.tensor.reference;
