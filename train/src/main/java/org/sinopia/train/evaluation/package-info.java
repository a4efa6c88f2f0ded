/** How well a method recolours: image metrics, and tables over pictures and scans. */
package org.sinopia.train.evaluation;
