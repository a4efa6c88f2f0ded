/** Maps of elements, the energy windows of their lines, and the files they are written to. */
package org.sinopia.xrf.map;
