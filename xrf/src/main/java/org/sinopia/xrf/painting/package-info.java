/**
 * Pictures to learn from that the program paints from seeds: portraits, landscapes, still lifes.
 */
package org.sinopia.xrf.painting;
