/**
 * Painted surfaces: a picture is divided into strokes, each stroke is painted with a recipe of
 * pigments near its colour in layers on a ground, and an instrument scans what was painted.
 */
package org.sinopia.xrf.paint;
