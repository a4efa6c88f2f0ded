/** The command line: one class per command, each thin over the modules' public API. */
package org.sinopia.train.cli;
