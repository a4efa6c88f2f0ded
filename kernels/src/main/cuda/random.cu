// Numbers drawn by Philox4x32-10 (Salmon et al., SC 2011), keyed by (seed, stream) and indexed by element: the same on
// every device.
//
//   uniform    the upper 24 bits of the element's word times 2^-24, in [0, 1)
//   Bernoulli  1 where that is below p, else 0; compared as integers, exactly
//   normal     Box and Muller (1958) on the words of a pair: sqrt(-2 log(u + 2^-24)) times cos or sin of 2 pi v
//
// Four elements a thread, one Philox block for them, 16-byte stores where y is aligned. Ten rounds are some 60 integer
// operations for 16 bytes: bound by arithmetic. No shared memory, registers aimed at: 32.
#include "sinopia.cuh"

namespace {

struct Uniform {
  __device__ float4 operator()(uint4 words) const {
    return make_float4(uniform(words.x), uniform(words.y), uniform(words.z), uniform(words.w));
  }
};

// threshold is p 2^24, rounded up.
struct Bernoulli {
  unsigned threshold;
  __device__ float one(unsigned word) const { return word >> 8 < threshold ? 1.0f : 0.0f; }
  __device__ float4 operator()(uint4 words) const {
    return make_float4(one(words.x), one(words.y), one(words.z), one(words.w));
  }
};

struct Normal {
  __device__ static float2 pair(unsigned first, unsigned second) {
    float radius = sqrtf(-2.0f * logf(uniform(first) + 0x1p-24f));
    // Quarter turns are taken off before the factor 2 pi rounds: what is left is small and exact.
    float turns = uniform(second);
    float quarters = rintf(4.0f * turns);
    float angle = 6.2831853071795865f * (turns - 0.25f * quarters);
    float c = radius * cosf(angle), s = radius * sinf(angle);
    switch (static_cast<int>(quarters) & 3) {
      case 0: return make_float2(c, s);
      case 1: return make_float2(-s, c);
      case 2: return make_float2(-c, -s);
      default: return make_float2(s, -c);
    }
  }
  __device__ float4 operator()(uint4 words) const {
    float2 low = pair(words.x, words.y), high = pair(words.z, words.w);
    return make_float4(low.x, low.y, high.x, high.y);
  }
};

template <typename Distribution>
__device__ __forceinline__ void draw(Distribution distribution, unsigned long long seed, unsigned long long stream,
                                     float* y, int aligned, int n) {
  int groups = (n + 3) / 4;
  for (int group = blockIdx.x * blockDim.x + threadIdx.x; group < groups; group += gridDim.x * blockDim.x) {
    float4 drawn = distribution(philox(seed, stream, static_cast<unsigned long long>(group)));
    long long at = 4LL * group;
    if (aligned != 0 && at + 4 <= n) {
      store4(y + at, drawn);
    } else {
      y[at] = drawn.x;
      if (at + 1 < n) y[at + 1] = drawn.y;
      if (at + 2 < n) y[at + 2] = drawn.z;
      if (at + 3 < n) y[at + 3] = drawn.w;
    }
  }
}

}  // namespace

extern "C" __global__ void draw_uniform(unsigned long long seed, unsigned long long stream, float* y, int aligned,
                                        int n) {
  draw(Uniform{}, seed, stream, y, aligned, n);
}
SINOPIA_KERNEL(draw_uniform)

extern "C" __global__ void draw_bernoulli(unsigned long long seed, unsigned long long stream, float* y, int aligned,
                                          int n, unsigned threshold) {
  draw(Bernoulli{threshold}, seed, stream, y, aligned, n);
}
SINOPIA_KERNEL(draw_bernoulli)

extern "C" __global__ void draw_normal(unsigned long long seed, unsigned long long stream, float* y, int aligned,
                                       int n) {
  draw(Normal{}, seed, stream, y, aligned, n);
}
SINOPIA_KERNEL(draw_normal)
