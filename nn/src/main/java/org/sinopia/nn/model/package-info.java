/** Whole models, each on one page, with its configuration beside it. */
package org.sinopia.nn.model;
