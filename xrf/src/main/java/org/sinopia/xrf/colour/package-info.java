/**
 * Colour: sRGB, linear RGB, CIE XYZ and CIELAB (D65, 2° observer), and the differences CIEDE2000
 * and redmean. Every colour is an immutable record; RGB components are 0 to 1.
 */
package org.sinopia.xrf.colour;
