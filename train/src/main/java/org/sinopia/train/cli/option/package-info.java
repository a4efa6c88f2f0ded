/** Groups of options that several commands share, and how each is read and checked. */
package org.sinopia.train.cli.option;
