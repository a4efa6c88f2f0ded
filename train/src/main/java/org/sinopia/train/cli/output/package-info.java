/** The output of commands: progress, JSON, files and folders. */
package org.sinopia.train.cli.output;
