package org.sinopia.kernels.device;

import static jcuda.driver.CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED;
import static jcuda.driver.JCudaDriver.cuGraphAddChildGraphNode;
import static jcuda.driver.JCudaDriver.cuGraphAddKernelNode;
import static jcuda.driver.JCudaDriver.cuGraphCreate;
import static jcuda.driver.JCudaDriver.cuGraphDestroy;
import static jcuda.driver.JCudaDriver.cuGraphExecDestroy;
import static jcuda.driver.JCudaDriver.cuGraphExecKernelNodeSetParams;
import static jcuda.driver.JCudaDriver.cuGraphInstantiate;
import static jcuda.driver.JCudaDriver.cuGraphLaunch;
import static jcuda.driver.JCudaDriver.cuStreamBeginCapture;
import static jcuda.driver.JCudaDriver.cuStreamEndCapture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import jcuda.driver.CUDA_KERNEL_NODE_PARAMS;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUgraphNode;
import jcuda.driver.CUstream;

/**
 * A CUDA graph that is one chain of launches and library calls, node by node as they come. A replay
 * with another seed sets the parameters of those nodes that have it, and launches the whole. Called
 * with the context current, by one thread at a time.
 */
final class CudaGraph {
  private final long seed;
  private final KernelParameters parameters;
  private final CUgraph graph = new CUgraph();
  private final CUgraphExec executable = new CUgraphExec();
  private final List<Drawing> drawings = new ArrayList<>();
  private CUgraphNode[] last = {};
  private int size;
  private long current;

  /** A launch that the seed is an argument of. */
  private record Drawing(
      CUgraphNode node,
      CUfunction function,
      Launch launch,
      Arguments arguments,
      List<Integer> places) {}

  CudaGraph(long seed, KernelParameters parameters) {
    this.seed = seed;
    this.current = seed;
    this.parameters = parameters;
    cuGraphCreate(graph, 0);
  }

  void add(CUfunction function, Launch launch, Arguments arguments) {
    CUgraphNode node = new CUgraphNode();
    cuGraphAddKernelNode(node, graph, last, last.length, description(function, launch, arguments));
    last = new CUgraphNode[] {node};
    size++;
    List<Integer> places = arguments.keyedBy(seed);
    if (!places.isEmpty()) {
      drawings.add(new Drawing(node, function, launch, arguments, places));
    }
  }

  /** Adds what a library puts into the stream, as one node. */
  void add(CUstream stream, Consumer<CUstream> work) {
    CUgraph recorded = new CUgraph();
    // Relaxed: memory for partial results may have to grow meanwhile.
    cuStreamBeginCapture(stream, CU_STREAM_CAPTURE_MODE_RELAXED);
    try {
      work.accept(stream);
    } catch (RuntimeException | Error e) {
      clean(e, () -> cuStreamEndCapture(stream, recorded));
      throw e;
    }
    cuStreamEndCapture(stream, recorded);
    CUgraphNode node = new CUgraphNode();
    cuGraphAddChildGraphNode(node, graph, last, last.length, recorded);
    cuGraphDestroy(recorded); // the node has a copy
    last = new CUgraphNode[] {node};
    size++;
  }

  /** Cleans up after a failure, which is the one to be told, and carries along that of this. */
  static void clean(Throwable failure, Runnable cleaning) {
    try {
      cleaning.run();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private CUDA_KERNEL_NODE_PARAMS description(
      CUfunction function, Launch launch, Arguments arguments) {
    CUDA_KERNEL_NODE_PARAMS description = new CUDA_KERNEL_NODE_PARAMS();
    description.func = function;
    description.gridDimX = launch.grid().x();
    description.gridDimY = launch.grid().y();
    description.gridDimZ = launch.grid().z();
    description.blockDimX = launch.block().x();
    description.blockDimY = launch.block().y();
    description.blockDimZ = launch.block().z();
    description.sharedMemBytes = launch.sharedBytes();
    description.kernelParams = parameters.of(arguments);
    return description;
  }

  /** Nothing can be added any more. */
  void instantiate() {
    cuGraphInstantiate(executable, graph, 0);
  }

  void launch(long now, CUstream stream) {
    if (now != current) {
      for (Drawing drawing : drawings) {
        drawing.arguments.key(drawing.places, now);
        cuGraphExecKernelNodeSetParams(
            executable,
            drawing.node,
            description(drawing.function, drawing.launch, drawing.arguments));
      }
      current = now;
    }
    cuGraphLaunch(executable, stream);
  }

  int size() {
    return size;
  }

  void destroy() {
    cuGraphDestroy(graph);
  }

  /** A launch under way ends first. */
  void destroyExecutable() {
    cuGraphExecDestroy(executable);
  }
}
