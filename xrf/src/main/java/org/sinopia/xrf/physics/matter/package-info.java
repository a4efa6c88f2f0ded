/**
 * Chemical formulas, compositions and layers: what absorbs X-rays and what a specimen is made of.
 */
package org.sinopia.xrf.physics.matter;
