// y = x + s_b dropout(branch + bias), where the drop path keeps (s_b = 1/(1-rate)) or drops (0) the whole branch of
// sample b (Huang et al. 2016, arXiv 1603.09382), and its backward: grad_branch = s_b dropout'(grad_y), grad_bias =
// column sums of grad_branch. A dropped element adds 0, whatever the branch holds.
//
// Forward: four neighbouring elements a thread, one Philox block for them and one for their sample; 16-byte accesses
// where `aligned`. Backward: see column_sum.cuh. 32 registers aimed at, no spills. Moved: forward 12 bytes an element,
// backward 8. Bound by memory; share: not measured on a GPU yet.
#include "column_sum.cuh"
#include "dropout.cuh"

extern "C" __global__ void residual_drop_path(const float* x, const float* branch, const float* bias, Dropout dropout,
                                              Dropout drop_path, float* y, int columns, int per_sample, int aligned,
                                              int n) {
  int groups = (n - 1) / 4 + 1;
  for (int group = blockIdx.x * blockDim.x + threadIdx.x; group < groups; group += gridDim.x * blockDim.x) {
    long long first = 4LL * group;
    int count = min(4, static_cast<int>(n - first));
    bool whole = aligned && count == 4;
    float v[4], w[4];
    if (whole) {
      float4 four = load4(x + first), along = load4(branch + first);
      v[0] = four.x, v[1] = four.y, v[2] = four.z, v[3] = four.w;
      w[0] = along.x, w[1] = along.y, w[2] = along.z, w[3] = along.w;
    } else {
#pragma unroll
      for (int k = 0; k < 4; ++k) {
        v[k] = k < count ? x[first + k] : 0.0f;
        w[k] = k < count ? branch[first + k] : 0.0f;
      }
    }
    unsigned kept = kept_of_four(dropout, group);
    int column = static_cast<int>(first % columns);
    int sample = static_cast<int>(first / per_sample), into = static_cast<int>(first % per_sample);
    bool sample_kept = keeps_element(drop_path, sample);
#pragma unroll
    for (int k = 0; k < 4; ++k) {
      if (sample_kept && (kept >> k & 1u)) {
        v[k] += dropout.scale * drop_path.scale * (bias == nullptr ? w[k] : w[k] + bias[column]);
      }
      column = column + 1 == columns ? 0 : column + 1;
      if (++into == per_sample) {
        into = 0;
        sample_kept = keeps_element(drop_path, ++sample);
      }
    }
    if (whole) {
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
SINOPIA_KERNEL(residual_drop_path)

namespace {

// A group of four must not span two samples.
struct BranchGradient {
  const float* grad_y;
  const Dropout &dropout, &drop_path;
  int per_sample;

  __device__ __forceinline__ void operator()(long long element, int, float (&value)[1]) const {
    bool kept = keeps_element(drop_path, element / per_sample) && keeps_element(dropout, element);
    value[0] = kept ? dropout.scale * drop_path.scale * grad_y[element] : 0.0f;
  }

  __device__ __forceinline__ void operator()(long long element, int, float (&value)[4]) const {
    float4 g = load4(grad_y + element);
    unsigned kept = keeps_element(drop_path, element / per_sample) ? kept_of_four(dropout, element / 4) : 0u;
    float scale = dropout.scale * drop_path.scale;
    value[0] = kept & 1u ? scale * g.x : 0.0f;
    value[1] = kept & 2u ? scale * g.y : 0.0f;
    value[2] = kept & 4u ? scale * g.z : 0.0f;
    value[3] = kept & 8u ? scale * g.w : 0.0f;
  }
};

}  // namespace

extern "C" __global__ void residual_drop_path_backward(const float* grad_y, Dropout dropout, Dropout drop_path,
                                                       float* grad_branch, float* partial, int rows, int columns,
                                                       int per_sample) {
  gradient_and_column_sums<1>(BranchGradient{grad_y, dropout, drop_path, per_sample}, grad_branch, partial, rows,
                              columns);
}
SINOPIA_KERNEL(residual_drop_path_backward)

// Columns and per_sample multiples of 4, grad_y and grad_branch aligned to 16 bytes.
extern "C" __global__ void residual_drop_path_backward4(const float* grad_y, Dropout dropout, Dropout drop_path,
                                                        float* grad_branch, float* partial, int rows, int columns,
                                                        int per_sample) {
  gradient_and_column_sums<4>(BranchGradient{grad_y, dropout, drop_path, per_sample}, grad_branch, partial, rows,
                              columns);
}
SINOPIA_KERNEL(residual_drop_path_backward4)
