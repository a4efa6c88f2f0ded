/** Reading a scan piece by piece, coarse to fine, as long as somebody looks. */
package org.sinopia.train.view.reading;
