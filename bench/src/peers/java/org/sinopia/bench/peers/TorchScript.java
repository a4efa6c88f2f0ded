package org.sinopia.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.sinopia.tensor.Tensor;

/**
 * PyTorch through DJL, running the methods of {@code peer.py}. A TorchScript file is an archive of
 * source text and a pickled object; with no weights in the object, it can be put together here, so
 * that no Python is needed.
 */
final class TorchScript {
  private static final String ROOT = "peer/";

  /** An object of class Peer with training = True, then its end (Python's pickle, protocol 2). */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nPeer\n)\u0081}(X\u0008\u0000\u0000\u0000training\u0088ub.";

  /** An empty tuple. */
  private static final String CONSTANTS = "\u0080\u0002).";

  private final PtNDManager manager =
      (PtNDManager) NDManager.newBaseManager(ai.djl.Device.cpu(), "PyTorch");
  private final PtSymbolBlock module;
  private final NDArray name = manager.create(0f);

  /** Loads PyTorch and the peer, with as many threads as the process may use. */
  TorchScript() throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    JniUtils.setNumThreads(threads);
    module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive()), false, false);
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
      put(zip, "data.pkl", OBJECT.getBytes(StandardCharsets.ISO_8859_1));
      put(zip, "constants.pkl", CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
      try (InputStream source = TorchScript.class.getResourceAsStream("peer.py")) {
        put(zip, "code/__torch__.py", source.readAllBytes());
      }
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(ROOT + name));
    zip.write(content);
    zip.closeEntry();
  }

  /** A copy of one of our tensors. */
  PtNDArray array(Tensor tensor) {
    return array(tensor.toFloats(), tensor.shape().extents());
  }

  /** An array of given elements. */
  PtNDArray array(float[] elements, int... extents) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(elements.length * Float.BYTES).order(ByteOrder.nativeOrder());
    MemorySegment.ofBuffer(buffer).copyFrom(MemorySegment.ofArray(elements));
    long[] shape = Arrays.stream(extents).asLongStream().toArray();
    return manager.create(buffer, new Shape(shape), DataType.FLOAT32);
  }

  /** The same, as something that gradients are taken by. */
  PtNDArray variable(Tensor tensor) {
    PtNDArray array = array(tensor);
    JniUtils.attachGradient(array, true);
    return array;
  }

  /** Calls a method that takes gradients. */
  NDList differentiate(String method, Object... arguments) {
    JniUtils.setGradMode(true);
    try {
      return call(method, true, arguments);
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /** Calls a method, recording nothing of what gradients would need. */
  NDList infer(String method, Object... arguments) {
    return call(method, false, arguments);
  }

  /**
   * DJL tells by the names of arrays what they are: lists end in brackets, and one array carries
   * the method's name.
   *
   * @param arguments arrays, and lists of arrays
   */
  private NDList call(String method, boolean training, Object... arguments) {
    NDList list = new NDList();
    name.setName("module_method:" + method);
    list.add(name);
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof List<?> arrays) {
        for (Object array : arrays) {
          list.add(named((PtNDArray) array, "list" + i + "[]"));
        }
      } else {
        list.add(named((PtNDArray) arguments[i], null));
      }
    }
    return IValueUtils.forward(module, list, training);
  }

  private static PtNDArray named(PtNDArray array, String name) {
    array.setName(name);
    return array;
  }
}
