/** Protocol Buffers messages without generated classes, for ONNX models and TensorBoard events. */
package org.sinopia.train.protobuf;
