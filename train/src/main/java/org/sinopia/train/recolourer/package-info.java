/** Training of recolourers: on what, towards what, and searches over configurations. */
package org.sinopia.train.recolourer;
