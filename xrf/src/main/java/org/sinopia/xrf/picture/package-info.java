/** Pictures in colour, read from the usual files. */
package org.sinopia.xrf.picture;
