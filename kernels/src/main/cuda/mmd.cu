// Biased squared maximum mean discrepancy (Gretton et al. 2012; InfoVAE, arXiv 1706.02262) with seven inverse
// multiquadratic kernels, and its gradient by the first sample, without the matrix of pairs:
//
//   k(a, b) = mean over s of C/(C + |a-b|^2), C = 2 d s;   dk/da = mean over s of -2 C/(C + |a-b|^2)^2 (a - b)
//
// A thread owns a point a_i and meets the points b_j of its block's share, 32 at a time in shared memory where d is at
// most 8, else through the read-only cache, every lane the same address. blockIdx.x cuts the points a, blockIdx.y the
// points b, blockIdx.z the dimensions of the gradient, eight at a time. Sums of 32 kernels are float32, sums of those
// float64, as are the partial sums of a block: the loss is a small difference of three means.
//
// 128 threads a block, shared memory 1.3 KB, registers aimed at: 64. About 3 d + 21 (forward) or 5 d + 35 FLOPs a pair
// and next to no memory: bound by arithmetic, seven reciprocals a pair most of it.
#include "partial_sums.cuh"

namespace {

constexpr int TILE = 32;
constexpr int DIMENSIONS = 8;
constexpr int SCALES = 7;

}  // namespace

// partials[y * gridDim.x + x] = the sum of k(a_i, b_j) over the block's pairs, for blockIdx.z = 0.
// pulls[y][i][k], if not null, = weight * the sum over the block's j of dk(a_i, b_j)/da_ik.
extern "C" __global__ void __launch_bounds__(128) mmd_pairs(const float* a, int n, const float* b, int m, int d,
                                                            float weight, double* partials, float* pulls) {
  __shared__ float tile[TILE * DIMENSIONS];
  __shared__ double shared[WARP];
  const float scales[SCALES] = {0.1f, 0.2f, 0.5f, 1.0f, 2.0f, 5.0f, 10.0f};
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  const float* own = a + static_cast<long long>(min(i, n - 1)) * d;
  int share = (m + static_cast<int>(gridDim.y) - 1) / static_cast<int>(gridDim.y);
  int begin = blockIdx.y * share;
  int end = min(begin + share, m);
  int first = blockIdx.z * DIMENSIONS;
  int wanted = min(DIMENSIONS, d - first);
  bool staged = d <= DIMENSIONS;
  double sum = 0.0;
  float pull[DIMENSIONS];
#pragma unroll
  for (int k = 0; k < DIMENSIONS; ++k) {
    pull[k] = 0.0f;
  }
  for (int from = begin; from < end; from += TILE) {
    int count = min(TILE, end - from);
    if (staged) {
      __syncthreads();
      for (int at = threadIdx.x; at < count * d; at += blockDim.x) {
        tile[at] = b[static_cast<long long>(from) * d + at];
      }
      __syncthreads();
    }
    float kernels = 0.0f;
    for (int j = 0; j < count; ++j) {
      const float* other = staged ? tile + j * d : b + static_cast<long long>(from + j) * d;
      float squared = 0.0f;
      for (int k = 0; k < d; ++k) {
        float difference = own[k] - other[k];
        squared += difference * difference;
      }
      float kernel = 0.0f, slope = 0.0f;
#pragma unroll
      for (int s = 0; s < SCALES; ++s) {
        float c = 2.0f * static_cast<float>(d) * scales[s];
        float inverse = fast_reciprocal(c + squared);
        float of_scale = c * inverse;
        kernel += of_scale;
        slope -= 2.0f * of_scale * inverse;
      }
      kernels += kernel;
      if (pulls != nullptr) {
#pragma unroll
        for (int k = 0; k < DIMENSIONS; ++k) {
          if (k < wanted) {
            pull[k] += slope * (own[first + k] - other[first + k]);
          }
        }
      }
    }
    sum += kernels;
  }
  if (pulls != nullptr && i < n) {
    float* out = pulls + (static_cast<long long>(blockIdx.y) * n + i) * d + first;
#pragma unroll
    for (int k = 0; k < DIMENSIONS; ++k) {
      if (k < wanted) {
        out[k] = weight / SCALES * pull[k];
      }
    }
  }
  sum = block_total(i < n ? sum : 0.0, shared);
  if (threadIdx.x == 0 && blockIdx.z == 0) {
    partials[blockIdx.y * gridDim.x + blockIdx.x] = sum / SCALES;
  }
}
SINOPIA_KERNEL(mmd_pairs)

// loss[0] = the mean of k over pairs within a, plus that within b, less twice that between them. One block.
extern "C" __global__ void __launch_bounds__(128) mmd_loss(const double* within_a, int count_a, double pairs_a,
                                                           const double* within_b, int count_b, double pairs_b,
                                                           const double* between, int count, double pairs, float* loss) {
  __shared__ double shared[WARP];
  double a = total_of(within_a, count_a, shared);
  double b = total_of(within_b, count_b, shared);
  double ab = total_of(between, count, shared);
  if (threadIdx.x == 0) {
    loss[0] = static_cast<float>(a / pairs_a + b / pairs_b - 2.0 * (ab / pairs));
  }
}
SINOPIA_KERNEL(mmd_loss)

// gradient[i] = the sum of pulls_a[y][i] over its shares, then of pulls_b.
extern "C" __global__ void __launch_bounds__(256) mmd_gradient(const float* pulls_a, int shares_a, const float* pulls_b,
                                                               int shares_b, int elements, float* gradient) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < elements; i += gridDim.x * blockDim.x) {
    float sum = 0.0f;
    for (int y = 0; y < shares_a; ++y) {
      sum += pulls_a[static_cast<long long>(y) * elements + i];
    }
    float less = 0.0f;
    for (int y = 0; y < shares_b; ++y) {
      less += pulls_b[static_cast<long long>(y) * elements + i];
    }
    gradient[i] = sum + less;
  }
}
SINOPIA_KERNEL(mmd_gradient)
