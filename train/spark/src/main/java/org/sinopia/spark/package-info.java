/**
 * Sinopia's commands on Apache Spark: each is applied to many pictures or cubes, by the same code
 * and with the same bits as on one machine.
 */
package org.sinopia.spark;
