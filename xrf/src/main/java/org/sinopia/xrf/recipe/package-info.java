/**
 * Recipes: mixtures of pigments with the colours of real paint, and the choice of them for a
 * picture.
 */
package org.sinopia.xrf.recipe;
