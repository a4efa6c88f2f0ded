/**
 * Paintings to learn from: painted by the program itself from seeds, read from a folder, or fetched
 * from public collections.
 */
package org.sinopia.xrf.painting;
