// y = dropout(f(x + bias)) and its backward: grad_x = dropout'(grad_y) f'(x + bias), grad_bias = column sums of grad_x.
//
// Forward: each thread of a grid-stride loop takes four neighbouring elements, which one Philox block serves; 16-byte
// accesses where `aligned`. Backward: see column_sum.cuh. The mask is never stored. 32 registers aimed at, no spills.
// Moved: forward 8 bytes an element, backward 12. Philox costs about 10 integer operations a word and hides behind
// memory. Bound by memory; share: not measured on a GPU yet.
#include "activation.cuh"
#include "column_sum.cuh"
#include "dropout.cuh"

// bias may be null. `aligned`: x and y are aligned to 16 bytes.
extern "C" __global__ void bias_activation(int function, const float* x, const float* bias, Dropout dropout, float* y,
                                           int columns, int aligned, int n) {
  int groups = (n - 1) / 4 + 1;
  for (int group = blockIdx.x * blockDim.x + threadIdx.x; group < groups; group += gridDim.x * blockDim.x) {
    long long first = 4LL * group;
    int count = min(4, static_cast<int>(n - first));
    float v[4];
    if (aligned && count == 4) {
      float4 four = load4(x + first);
      v[0] = four.x, v[1] = four.y, v[2] = four.z, v[3] = four.w;
    } else {
#pragma unroll
      for (int k = 0; k < 4; ++k) {
        v[k] = k < count ? x[first + k] : 0.0f;
      }
    }
    unsigned kept = kept_of_four(dropout, group);
    int column = static_cast<int>(first % columns);
#pragma unroll
    for (int k = 0; k < 4; ++k) {
      float argument = bias == nullptr ? v[k] : v[k] + bias[column];
      v[k] = kept >> k & 1u ? dropout.scale * activate(function, argument) + dropout.shift : dropout.dropped;
      column = column + 1 == columns ? 0 : column + 1;
    }
    if (aligned && count == 4) {
      store4(y + first, make_float4(v[0], v[1], v[2], v[3]));
    } else {
#pragma unroll
      for (int k = 0; k < 4; ++k) {
        if (k < count) {
          y[first + k] = v[k];
        }
      }
    }
  }
}
SINOPIA_KERNEL(bias_activation)

namespace {

struct ActivationGradient {
  int function;
  const float *x, *bias, *grad_y;
  const Dropout& dropout;

  __device__ __forceinline__ float one(float x_value, float grad, int column, bool kept) const {
    float argument = bias == nullptr ? x_value : x_value + bias[column];
    return kept ? dropout.scale * grad * slope(function, argument) : 0.0f;
  }

  __device__ __forceinline__ void operator()(long long element, int column, float (&value)[1]) const {
    value[0] = one(x[element], grad_y[element], column, keeps_element(dropout, element));
  }

  __device__ __forceinline__ void operator()(long long element, int column, float (&value)[4]) const {
    float4 v = load4(x + element), g = load4(grad_y + element);
    unsigned kept = kept_of_four(dropout, element / 4);
    value[0] = one(v.x, g.x, column, kept & 1u);
    value[1] = one(v.y, g.y, column + 1, kept & 2u);
    value[2] = one(v.z, g.z, column + 2, kept & 4u);
    value[3] = one(v.w, g.w, column + 3, kept & 8u);
  }
};

}  // namespace

// One column a thread, for any number of columns and any alignment.
extern "C" __global__ void bias_activation_backward(int function, const float* x, const float* bias, Dropout dropout,
                                                    const float* grad_y, float* grad_x, float* partial, int rows,
                                                    int columns) {
  gradient_and_column_sums<1>(ActivationGradient{function, x, bias, grad_y, dropout}, grad_x, partial, rows, columns);
}
SINOPIA_KERNEL(bias_activation_backward)

// Four columns a thread: columns a multiple of 4, x, grad_y and grad_x aligned to 16 bytes.
extern "C" __global__ void bias_activation_backward4(int function, const float* x, const float* bias, Dropout dropout,
                                                     const float* grad_y, float* grad_x, float* partial, int rows,
                                                     int columns) {
  gradient_and_column_sums<4>(ActivationGradient{function, x, bias, grad_y, dropout}, grad_x, partial, rows, columns);
}
SINOPIA_KERNEL(bias_activation_backward4)
