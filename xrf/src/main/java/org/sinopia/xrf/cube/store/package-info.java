/** Samples and headers in files: mapped bytes, sample orders, text fields and their checks. */
package org.sinopia.xrf.cube.store;
