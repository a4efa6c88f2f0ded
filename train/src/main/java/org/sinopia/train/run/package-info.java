/** The loop over epochs that all training goes through, and the folder that a run leaves. */
package org.sinopia.train.run;
