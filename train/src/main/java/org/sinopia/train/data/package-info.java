/** Scans to train on: synthetic, painted or read from files, split by painting. */
package org.sinopia.train.data;
