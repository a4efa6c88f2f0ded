/**
 * A web server for one person on this machine: it answers on 127.0.0.1 alone, only to who knows a
 * random token, and serves what it holds in memory. Knows nothing of scans.
 */
package org.sinopia.train.view.server;
