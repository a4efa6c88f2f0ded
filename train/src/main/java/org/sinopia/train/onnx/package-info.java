/** Models as ONNX files, for other programs to run. */
package org.sinopia.train.onnx;
