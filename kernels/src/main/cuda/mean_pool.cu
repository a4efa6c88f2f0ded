// Halving of images: y = the mean of 2 x 2 pixels, an odd last row or column left out; and its backward.
// 256 threads a block, one output a thread. Bytes: 20 per output forward, 5 per pixel backward; bound by memory.
// Registers aimed at: 32.
#include "sinopia.cuh"

// x [planes, height, width], y [planes, height / 2, width / 2].
extern "C" __global__ void __launch_bounds__(256) mean_pool2(const float* x, int planes, int height, int width,
                                                             float* y) {
  int rows = height / 2, columns = width / 2;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < planes * rows * columns; i += gridDim.x * blockDim.x) {
    int column = i % columns, row = i / columns % rows, plane = i / (columns * rows);
    const float* from = x + (plane * height + 2 * row) * width + 2 * column;
    y[i] = 0.25f * (from[0] + from[1] + from[width] + from[width + 1]);
  }
}
SINOPIA_KERNEL(mean_pool2)

// grad_x = a quarter of grad_y at each pixel that was pooled, 0 at those left out.
extern "C" __global__ void __launch_bounds__(256) mean_pool2_backward(const float* grad_y, int planes, int height,
                                                                      int width, float* grad_x) {
  int rows = height / 2, columns = width / 2;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < planes * height * width; i += gridDim.x * blockDim.x) {
    int column = i % width / 2, row = i / width % height / 2, plane = i / (width * height);
    bool pooled = row < rows && column < columns;
    grad_x[i] = pooled ? 0.25f * grad_y[(plane * rows + row) * columns + column] : 0.0f;
  }
}
SINOPIA_KERNEL(mean_pool2_backward)
