/**
 * Where a scan lies in a photograph of the same painting: an affine map between their pixels, from
 * points or from what the two show, and maps drawn over the photograph.
 */
package org.sinopia.xrf.registration;
