/** Where the time of a step goes: by op, by layer, against what the machine attains. */
package org.sinopia.train.profile;
