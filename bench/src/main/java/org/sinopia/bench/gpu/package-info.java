/** What the GPU bundle measures, and how it reports. */
package org.sinopia.bench.gpu;
