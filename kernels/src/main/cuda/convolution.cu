// 3 x 3 convolution with a border of zeros, forward and backward, float32.
//
//   y[b, o, r, c] = bias[o] + sum of w[o, i, u, v] x[b, i, r + u - 1, c + v - 1] over i, u, v
//   gradX[b, i, r, c] = sum of w[o, i, u, v] gradY[b, o, r - u + 1, c - v + 1] over o, u, v
//   gradW[o, i, u, v] = sum of gradY[b, o, r, c] x[b, i, r + u - 1, c + v - 1] over b, r, c
//   gradBias[o] = sum of gradY[b, o, r, c] over b, r, c
//
// conv3x3 and conv3x3_backward_input are one kernel: the gradient is a convolution with the taps turned around and the
// channels exchanged. A block takes 32 x 16 pixels of four output channels; a thread has four pixels of a column, so 18
// reads of the tile and 9 of four weights serve 144 multiply-adds for each input channel. Input channels pass through
// shared memory four at a time with their border.
//
// conv3x3_backward_weight takes one input channel, four output channels and every n-th tile: each thread sums its 36
// taps and four biases over all its pixels, then the block adds them up in a fixed order; column_sum adds the blocks'.
//
//   kernel                    threads   shared memory   registers aimed at
//   conv3x3                   128       10.5 KiB        64
//   conv3x3_backward_input    128       10.5 KiB        64
//   conv3x3_backward_weight   128       3.2 KiB         96
//
// Bytes moved: forward 4 B H W (1.2 in ceil(out / 4) + out), the first term from L2 after the first time. FLOPs: 18 B H
// W in out, backward twice that. Bound: memory up to about 16 channels, arithmetic above. Share of the bound: not
// measured on a GPU yet.
#include "sinopia.cuh"

constexpr int CONV_COLUMNS = 32;
constexpr int CONV_ROWS = 16;
constexpr int CONV_PIXELS = 4;
constexpr int CONV_OUT = 4;
constexpr int CONV_IN = 4;
constexpr int CONV_THREADS = CONV_COLUMNS * CONV_ROWS / CONV_PIXELS;
constexpr int CONV_STRIDE = CONV_COLUMNS + 2;
constexpr int CONV_TILE = (CONV_ROWS + 2) * CONV_STRIDE;

// Where a tile lies: counted along columns, then rows, then whatever is left of the number.
struct ConvTile {
  int row;
  int column;
  int rest;

  __device__ __forceinline__ ConvTile(int index, int height, int width) {
    int across = (width + CONV_COLUMNS - 1) / CONV_COLUMNS;
    int down = (height + CONV_ROWS - 1) / CONV_ROWS;
    column = index % across * CONV_COLUMNS;
    row = index / across % down * CONV_ROWS;
    rest = index / across / down;
  }
};

// A plane's tile with its border; zeros outside the picture.
__device__ __forceinline__ void conv_load(float* tile, const float* plane, ConvTile at, int height, int width) {
  for (int index = threadIdx.x; index < CONV_TILE; index += CONV_THREADS) {
    int row = at.row + index / CONV_STRIDE - 1;
    int column = at.column + index % CONV_STRIDE - 1;
    bool inside = row >= 0 && row < height && column >= 0 && column < width;
    tile[index] = inside ? plane[row * width + column] : 0.0f;
  }
}

// The 6 x 3 pixels that four results of a column need.
__device__ __forceinline__ void conv_window(const float* tile, float (&window)[CONV_PIXELS + 2][3]) {
  int row = threadIdx.x / CONV_COLUMNS * CONV_PIXELS;
  int column = threadIdx.x % CONV_COLUMNS;
#pragma unroll
  for (int r = 0; r < CONV_PIXELS + 2; r++) {
#pragma unroll
    for (int c = 0; c < 3; c++) {
      window[r][c] = tile[(row + r) * CONV_STRIDE + column + c];
    }
  }
}

// BACKWARD reads weights [in, out, 3, 3] turned around, else [out, in, 3, 3].
template <bool BACKWARD>
__device__ __forceinline__ void conv_images(float* tiles, float* taps, const float* x, const float* weight, const float* bias,
                                            float* y, int in, int out, int height, int width) {
  ConvTile at(blockIdx.x, height, width);
  int chunks = (out + CONV_OUT - 1) / CONV_OUT;
  int first_out = at.rest % chunks * CONV_OUT;
  int sample = at.rest / chunks;
  float sums[CONV_PIXELS][CONV_OUT] = {};

  for (int first_in = 0; first_in < in; first_in += CONV_IN) {
    int channels = min(CONV_IN, in - first_in);
    __syncthreads();
    for (int channel = 0; channel < channels; channel++) {
      conv_load(tiles + channel * CONV_TILE, x + (sample * in + first_in + channel) * height * width, at, height, width);
    }
    for (int index = threadIdx.x; index < channels * 9 * CONV_OUT; index += CONV_THREADS) {
      int o = first_out + index % CONV_OUT;
      int tap = index / CONV_OUT % 9;
      int i = first_in + index / (9 * CONV_OUT);
      float value = 0.0f;
      if (o < out) {
        value = BACKWARD ? weight[(i * out + o) * 9 + 8 - tap] : weight[(o * in + i) * 9 + tap];
      }
      taps[index] = value;
    }
    __syncthreads();
    for (int channel = 0; channel < channels; channel++) {
      float window[CONV_PIXELS + 2][3];
      conv_window(tiles + channel * CONV_TILE, window);
#pragma unroll
      for (int tap = 0; tap < 9; tap++) {
        float4 w = load4(taps + (channel * 9 + tap) * CONV_OUT);
#pragma unroll
        for (int pixel = 0; pixel < CONV_PIXELS; pixel++) {
          float value = window[pixel + tap / 3][tap % 3];
          sums[pixel][0] = fmaf(w.x, value, sums[pixel][0]);
          sums[pixel][1] = fmaf(w.y, value, sums[pixel][1]);
          sums[pixel][2] = fmaf(w.z, value, sums[pixel][2]);
          sums[pixel][3] = fmaf(w.w, value, sums[pixel][3]);
        }
      }
    }
  }

  int column = at.column + threadIdx.x % CONV_COLUMNS;
#pragma unroll
  for (int pixel = 0; pixel < CONV_PIXELS; pixel++) {
    int row = at.row + static_cast<int>(threadIdx.x) / CONV_COLUMNS * CONV_PIXELS + pixel;
#pragma unroll
    for (int o = 0; o < CONV_OUT; o++) {
      if (row < height && column < width && first_out + o < out) {
        float value = bias == nullptr ? sums[pixel][o] : sums[pixel][o] + bias[first_out + o];
        y[((sample * out + first_out + o) * height + row) * width + column] = value;
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(CONV_THREADS)
    conv3x3(const float* x, const float* weight, const float* bias, float* y, int in, int out, int height, int width) {
  alignas(16) __shared__ float tiles[CONV_IN * CONV_TILE];
  alignas(16) __shared__ float taps[CONV_IN * 9 * CONV_OUT];
  conv_images<false>(tiles, taps, x, weight, bias, y, in, out, height, width);
}
SINOPIA_KERNEL(conv3x3)

// `in` and `out` are those of the convolution that this is the backward of.
extern "C" __global__ void __launch_bounds__(CONV_THREADS)
    conv3x3_backward_input(const float* grad_y, const float* weight, float* grad_x, int in, int out, int height, int width) {
  alignas(16) __shared__ float tiles[CONV_IN * CONV_TILE];
  alignas(16) __shared__ float taps[CONV_IN * 9 * CONV_OUT];
  conv_images<true>(tiles, taps, grad_y, weight, nullptr, grad_x, out, in, height, width);
}
SINOPIA_KERNEL(conv3x3_backward_input)

// `taps` receives [slices, out, in, 3, 3], `biases` [slices, out], each for column_sum to add up.
extern "C" __global__ void __launch_bounds__(CONV_THREADS)
    conv3x3_backward_weight(const float* x, const float* grad_y, float* taps, float* biases, int batch, int in, int out,
                            int height, int width, int slices) {
  constexpr int WARPS = CONV_THREADS / WARP;
  constexpr int SUMS = 10 * CONV_OUT;
  __shared__ float tile[CONV_TILE];
  __shared__ float warp_sums[WARPS * SUMS];
  int slice = blockIdx.x % slices;
  int channel = blockIdx.x / slices % in;
  int first_out = blockIdx.x / slices / in * CONV_OUT;
  int tiles = (width + CONV_COLUMNS - 1) / CONV_COLUMNS * ((height + CONV_ROWS - 1) / CONV_ROWS) * batch;
  // Nine taps and the bias, of each output channel.
  float sums[CONV_OUT][10] = {};

  for (int index = slice; index < tiles; index += slices) {
    ConvTile at(index, height, width);
    __syncthreads();
    conv_load(tile, x + (at.rest * in + channel) * height * width, at, height, width);
    __syncthreads();
    float window[CONV_PIXELS + 2][3];
    conv_window(tile, window);
    int column = at.column + threadIdx.x % CONV_COLUMNS;
#pragma unroll
    for (int pixel = 0; pixel < CONV_PIXELS; pixel++) {
      int row = at.row + static_cast<int>(threadIdx.x) / CONV_COLUMNS * CONV_PIXELS + pixel;
#pragma unroll
      for (int o = 0; o < CONV_OUT; o++) {
        bool inside = row < height && column < width && first_out + o < out;
        float grad = inside ? grad_y[((at.rest * out + first_out + o) * height + row) * width + column] : 0.0f;
#pragma unroll
        for (int tap = 0; tap < 9; tap++) {
          sums[o][tap] = fmaf(grad, window[pixel + tap / 3][tap % 3], sums[o][tap]);
        }
        sums[o][9] += grad;
      }
    }
  }

#pragma unroll
  for (int o = 0; o < CONV_OUT; o++) {
#pragma unroll
    for (int tap = 0; tap < 10; tap++) {
      float sum = warp_sum(sums[o][tap]);
      if (lane_index() == 0) {
        warp_sums[warp_index() * SUMS + o * 10 + tap] = sum;
      }
    }
  }
  __syncthreads();
  int o = first_out + static_cast<int>(threadIdx.x) / 10;
  int tap = threadIdx.x % 10;
  if (threadIdx.x < SUMS && o < out) {
    float sum = 0.0f;
    for (int warp = 0; warp < WARPS; warp++) {
      sum += warp_sums[warp * SUMS + threadIdx.x];
    }
    if (tap < 9) {
      taps[((slice * out + o) * in + channel) * 9 + tap] = sum;
    } else if (channel == 0) {
      biases[slice * out + o] = sum;
    }
  }
}
SINOPIA_KERNEL(conv3x3_backward_weight)
