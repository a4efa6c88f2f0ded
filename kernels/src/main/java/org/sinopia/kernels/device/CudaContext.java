package org.sinopia.kernels.device;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;
import static jcuda.driver.CUstream_flags.CU_STREAM_NON_BLOCKING;
import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuDeviceTotalMem;
import static jcuda.driver.JCudaDriver.cuDriverGetVersion;
import static jcuda.driver.JCudaDriver.cuInit;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import jcuda.CudaException;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** The first GPU, its primary context and the one stream that all its work goes into. */
final class CudaContext {
  private final CUdevice device = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final CUstream stream = new CUstream();
  private final DeviceProperties properties;
  private String last = "no kernel";

  /**
   * Starts the driver.
   *
   * @throws CudaException if that says why it cannot be used
   * @throws LinkageError if it, or JCuda's side of it, cannot be loaded
   */
  CudaContext() {
    JCudaDriver.setExceptionsEnabled(true);
    cuInit(0);
    cuDeviceGet(device, 0);
    cuDevicePrimaryCtxRetain(context, device);
    cuCtxSetCurrent(context);
    cuStreamCreate(stream, CU_STREAM_NON_BLOCKING);
    this.properties = read();
  }

  private DeviceProperties read() {
    byte[] name = new byte[256];
    cuDeviceGetName(name, name.length, device);
    String text = new String(name, StandardCharsets.UTF_8);
    long[] total = new long[1];
    cuDeviceTotalMem(total, device);
    return new DeviceProperties(
        text.substring(0, text.indexOf('\0')),
        10 * attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
            + attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
        attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
        attribute(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK),
        attribute(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR),
        attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN),
        attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR),
        attribute(CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR),
        attribute(CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE),
        total[0]);
  }

  private int attribute(int which) {
    int[] value = new int[1];
    cuDeviceGetAttribute(value, which, device);
    return value[0];
  }

  CUstream stream() {
    return stream;
  }

  DeviceProperties properties() {
    return properties;
  }

  /** Makes this context the calling thread's, which holds this object's lock. */
  void enter() {
    cuCtxSetCurrent(context);
  }

  /** Says what is put into the stream now, for messages about what goes wrong later. */
  void working(String launch) {
    last = launch;
  }

  /**
   * Runs calls of the driver with this context on the calling thread, one thread at a time.
   *
   * @throws KernelException naming {@code what} if one of them fails
   */
  synchronized void call(String what, Runnable calls) {
    try {
      enter();
      calls.run();
    } catch (CudaException e) {
      throw failed(what, e);
    }
  }

  /** The exception for a failure that earlier work may have caused. */
  KernelException failed(String what, CudaException e) {
    return new KernelException(
        "cuda: " + what + ": " + e.getMessage() + "; the last launch was " + last, e);
  }

  /** Everything that was found, by heading. */
  SequencedMap<String, String> describe() {
    int[] version = new int[1];
    cuDriverGetVersion(version);
    SequencedMap<String, String> found = new LinkedHashMap<>();
    found.put("device", properties.name());
    found.put("capability", properties.capability() / 10 + "." + properties.capability() % 10);
    found.put("multiprocessors", Integer.toString(properties.multiprocessors()));
    found.put("memory", (properties.memoryBytes() >> 20) + " MiB");
    found.put("driver", "CUDA " + version[0] / 1000 + "." + version[0] % 1000 / 10);
    return found;
  }

  /** Called with the context current, when nothing of it is used any more. */
  void release() {
    cuStreamDestroy(stream);
    cuDevicePrimaryCtxRelease(device);
  }
}
