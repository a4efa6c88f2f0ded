/** Matrix products, from tiles of registers up. */
package org.sinopia.tensor.cpu.products;
