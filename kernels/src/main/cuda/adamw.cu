// One step of AdamW (Loshchilov and Hutter 2017, arXiv 1711.05101) for all parameters of a model in one launch:
//
//   m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2
//   p <- keep p - step m / (sqrt(v) root + epsilon), keep = 1 - lr lambda, step = lr / (1 - beta1^t),
//   root = 1 / sqrt(1 - beta2^t); with clipping, g is the gradient times min(1, max_norm / (norm + 1e-6))
//
// The norm is read from the device, so that no launch is needed to clip and no gradient is written.
//
// Four parameters a thread of a grid-stride loop, 16 bytes at a time where all four buffers are aligned. 28 bytes and 14
// FLOPs a parameter: bound by memory. No shared memory, registers aimed at: 32.
#include "sinopia.cuh"

namespace {

struct AdamW {
  float keep, beta1, rest1, beta2, rest2, step, root, epsilon, max_norm;

  __device__ void operator()(float& p, float gradient, float factor, float& m, float& v) const {
    float g = factor * gradient;
    m = beta1 * m + rest1 * g;
    v = beta2 * v + rest2 * g * g;
    p = keep * p - step * m / (sqrtf(v) * root + epsilon);
  }
};

}  // namespace

extern "C" __global__ void __launch_bounds__(256) adamw(AdamW update, const float* norm, float* p, const float* g,
                                                        float* m, float* v, int quads, int n) {
  float factor = 1.0f;
  if (norm != nullptr) {
    float limit = update.max_norm / (norm[0] + 1e-6f);
    factor = limit < 1.0f || isnan(limit) ? limit : 1.0f;
  }
  int thread = blockIdx.x * blockDim.x + threadIdx.x, threads = gridDim.x * blockDim.x;
  for (int q = thread; q < quads; q += threads) {
    long long at = 4LL * q;
    float4 parameter = load4(p + at), gradient = load4(g + at), first = load4(m + at), second = load4(v + at);
    update(parameter.x, gradient.x, factor, first.x, second.x);
    update(parameter.y, gradient.y, factor, first.y, second.y);
    update(parameter.z, gradient.z, factor, first.z, second.z);
    update(parameter.w, gradient.w, factor, first.w, second.w);
    store4(p + at, parameter);
    store4(m + at, first);
    store4(v + at, second);
  }
  for (long long i = 4LL * quads + thread; i < n; i += threads) {
    update(p[i], g[i], factor, m[i], v[i]);
  }
}
SINOPIA_KERNEL(adamw)
