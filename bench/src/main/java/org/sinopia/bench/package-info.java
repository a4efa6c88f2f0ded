/**
 * JMH benchmarks. Every speed that Sinopia claims is a ratio that one of these measures side by
 * side in one run.
 */
package org.sinopia.bench;
