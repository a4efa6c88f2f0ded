/**
 * Layers of a picture: numbers and colours by pixel, and what is made of several layers of numbers.
 */
package org.sinopia.train.view.layer;
