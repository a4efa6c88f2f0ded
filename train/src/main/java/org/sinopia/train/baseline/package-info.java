/** What a recolourer has to be better than: ways of colouring that see one pixel, or none. */
package org.sinopia.train.baseline;
