/** Sinopia beside PyTorch and ONNX Runtime, on the same input in the same process. */
package org.sinopia.bench.peers;
