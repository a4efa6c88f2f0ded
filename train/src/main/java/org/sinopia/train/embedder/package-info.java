/** The training of the embedder: its configuration, what a step descends, how it is judged. */
package org.sinopia.train.embedder;
