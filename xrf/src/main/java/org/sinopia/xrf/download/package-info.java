/** Downloads paintings from open collections: the query, a polite HTTP client, checked files. */
package org.sinopia.xrf.download;
