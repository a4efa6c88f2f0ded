/** The whole pipeline, small: from nothing to a report of recoloured paintings. */
package org.sinopia.train.demo;
