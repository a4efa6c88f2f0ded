// Losses that are a mean of terms of one element each, with their gradients in the same pass.
//
//   mean squared error   (p - t)^2                                       gradient 2 (p - t) / n
//   Poisson              e^x - t x                                       gradient (e^x - t) / n
//   Gaussian KL          -(1 + log var - mu^2 - var) / 2, by rows        gradients mu / rows, (var - 1) / (2 rows)
//
// 256 threads a block, a grid-stride loop of four elements a thread where all operands are aligned to 16 bytes (`quads`
// groups of four; 0 where they are not); two stages: partial sums by block, then `mean_of_partials` in one block. Shared memory 256 bytes; registers aimed at: 32.
// Reads two floats and writes at most two per element, 5 to 8 FLOPs: bound by memory.
#include "partial_sums.cuh"

namespace {

// A term and up to two gradients of one element.
struct MeanSquaredError {
  float scale;
  __device__ float operator()(float prediction, float target, float& first, float&) const {
    float difference = prediction - target;
    first = 2.0f * scale * difference;
    return difference * difference;
  }
};

struct PoissonNll {
  float scale;
  __device__ float operator()(float log_rate, float target, float& first, float&) const {
    float rate = expf(log_rate);
    first = scale * (rate - target);
    return rate - target * log_rate;
  }
};

struct GaussianKl {
  float scale;
  __device__ float operator()(float mu, float logvar, float& first, float& second) const {
    // e^x - 1 - x without its cancellation near x = 0.
    float excess = expm1f(logvar);
    first = scale * mu;
    second = 0.5f * scale * excess;
    return 0.5f * (mu * mu + (excess - logvar));
  }
};

template <typename Term>
__device__ __forceinline__ void sum_terms(Term term, const float* a, const float* b, float* first, float* second,
                                          double* partials, int quads, int n, double* shared) {
  int thread = blockIdx.x * blockDim.x + threadIdx.x;
  int threads = gridDim.x * blockDim.x;
  double sum = 0.0;
  float one, two;
  for (int i = thread; i < quads; i += threads) {
    float4 x = load4(a + 4 * i);
    float4 y = load4(b + 4 * i);
    float4 dx, dy;
    float terms = term(x.x, y.x, dx.x, dy.x) + term(x.y, y.y, dx.y, dy.y);
    terms += term(x.z, y.z, dx.z, dy.z) + term(x.w, y.w, dx.w, dy.w);
    sum += terms;
    if (first != nullptr) {
      store4(first + 4 * i, dx);
    }
    if (second != nullptr) {
      store4(second + 4 * i, dy);
    }
  }
  for (long long i = 4LL * quads + thread; i < n; i += threads) {
    sum += term(a[i], b[i], one, two);
    if (first != nullptr) {
      first[i] = one;
    }
    if (second != nullptr) {
      second[i] = two;
    }
  }
  sum = block_total(sum, shared);
  if (threadIdx.x == 0) {
    partials[blockIdx.x] = sum;
  }
}

}  // namespace

// gradient may be null; scale is 1/n.
extern "C" __global__ void __launch_bounds__(256) mean_squared_error(const float* prediction, const float* target,
                                                                     float* gradient, double* partials, int quads,
                                                                     int n, float scale) {
  __shared__ double shared[WARP];
  sum_terms(MeanSquaredError{scale}, prediction, target, gradient, nullptr, partials, quads, n, shared);
}
SINOPIA_KERNEL(mean_squared_error)

// gradient may be null; scale is 1/n.
extern "C" __global__ void __launch_bounds__(256) poisson_nll(const float* log_rate, const float* target,
                                                              float* gradient, double* partials, int quads, int n,
                                                              float scale) {
  __shared__ double shared[WARP];
  sum_terms(PoissonNll{scale}, log_rate, target, gradient, nullptr, partials, quads, n, shared);
}
SINOPIA_KERNEL(poisson_nll)

// Either gradient may be null; scale is 1/rows.
extern "C" __global__ void __launch_bounds__(256) gaussian_kl(const float* mu, const float* logvar, float* grad_mu,
                                                              float* grad_logvar, double* partials, int quads, int n,
                                                              float scale) {
  __shared__ double shared[WARP];
  sum_terms(GaussianKl{scale}, mu, logvar, grad_mu, grad_logvar, partials, quads, n, shared);
}
SINOPIA_KERNEL(gaussian_kl)

// out[0] = scale * the sum of partials[0..count). One block.
extern "C" __global__ void __launch_bounds__(256) mean_of_partials(const double* partials, int count, double scale,
                                                                   float* out) {
  __shared__ double shared[WARP];
  double total = total_of(partials, count, shared);
  if (threadIdx.x == 0) {
    out[0] = static_cast<float>(total * scale);
  }
}
SINOPIA_KERNEL(mean_of_partials)
