/** The X-ray tube, its beam, the angles of a measurement, and the detector with its peaks. */
package org.sinopia.xrf.physics.apparatus;
