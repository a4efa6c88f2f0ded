/** What commands print and write: progress, JSON, files and folders. */
package org.sinopia.train.cli.output;
