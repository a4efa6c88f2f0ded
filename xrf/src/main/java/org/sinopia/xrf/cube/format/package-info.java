/** The formats of cube files: detection, opening, creation, conversion. */
package org.sinopia.xrf.cube.format;
