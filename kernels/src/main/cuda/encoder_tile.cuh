// All layers of an encoder for a tile of spectra: SPECTRA of them, 4 SPECTRA threads.
//
//   x = scaled counts; h = SELU(weight h + bias) for the hidden layers; weight h + bias for the heads
//
// Activations lie in shared memory, [feature][spectrum], one buffer for even and one for odd layers. Weights come
// through it in slices of 16 inputs and 128 outputs, double-buffered: while one is multiplied, the next is on its way
// into registers; one barrier a slice. The counts come the same way and are scaled on it. A thread has four spectra and
// eight outputs: three reads of 16 bytes for 32 multiply-adds.
#pragma once
#include "activation.cuh"
#include "gemm.cuh"

constexpr int ENCODER_LAYERS = 16;
constexpr int ENCODER_PANEL = 128;
constexpr int ENCODER_STEP = 16;
constexpr int ENCODER_STRIDE = ENCODER_PANEL + 4;

enum CountScaling { UNSCALED, SQUARE_ROOT_OF_AREA, UNIT_MAX, UNIT_AREA };

struct EncoderLayer {
  const float* weight;  // [out, in]
  const float* bias;    // [out]
  float* latent;        // [spectra, out] of a head; null for a hidden layer
  int in;
  int out;
  int vector;  // rows of the weight start at multiples of 16 bytes
  int unused;
};

struct Encoder {
  int scaling;
  int layers;
  int even;  // features of the widest even hidden layer
  int odd;
  EncoderLayer layer[ENCODER_LAYERS];
};

// Where a tile's parts lie in shared memory.
template <int SPECTRA>
struct EncoderShared {
  static constexpr int X_STRIDE = SPECTRA + 4;
  float* weights;  // 2 slices
  float* x;        // 2 slices
  float* factors;
  float* features[2];
  float* end;

  __device__ __forceinline__ EncoderShared(float* from, int even, int odd) {
    weights = from;
    x = weights + 2 * ENCODER_STEP * ENCODER_STRIDE;
    factors = x + 2 * ENCODER_STEP * X_STRIDE;
    features[0] = factors + SPECTRA;
    features[1] = features[0] + even * SPECTRA;
    end = features[1] + odd * SPECTRA;
  }
};

__device__ __forceinline__ float counted(float x) { return x > 0.0f && x <= 3.40282347e38f ? x : 0.0f; }

__device__ __forceinline__ float scaled(int scaling, float x, float factor) {
  if (scaling == UNSCALED) {
    return x;
  }
  float share = counted(x) * factor;
  return scaling == SQUARE_ROOT_OF_AREA ? sqrtf(share) : share;
}

// The factor of each spectrum's bins; a warp a spectrum. `at(spectrum, bin)` reads the counts.
template <int SPECTRA, typename Source>
__device__ __forceinline__ void encoder_factors(int scaling, const Source& source, int spectra, int bins, float* factors) {
  for (int i = warp_index(); i < SPECTRA; i += 4 * SPECTRA / WARP) {
    float sum = 0.0f, most = 0.0f;
    if (i < spectra) {
      for (int bin = lane_index(); bin < bins; bin += WARP) {
        float count = counted(source.at(i, bin));
        sum += count;
        most = fmaxf(most, count);
      }
    }
    float whole = scaling == UNIT_MAX ? warp_max(most) : warp_sum(sum);
    if (lane_index() == 0) {
      factors[i] = whole >= 1.17549435e-38f && whole <= 3.40282347e38f ? 1.0f / whole : 0.0f;
    }
  }
}

// Encodes the tile whose first spectrum is `first` of all. Source: `at` as above; `fetch(k)` starts reading, and `held`
// then is, four bins from k + 4 (threadIdx.x % 4) on of spectrum threadIdx.x / 4 of the tile, zeros beyond the last of
// either.
template <int SPECTRA, typename Source>
__device__ __forceinline__ void encode_tile(const Encoder& encoder, Source& source, int first, int spectra,
                                            const EncoderShared<SPECTRA>& shared) {
  constexpr int THREADS = 4 * SPECTRA;
  constexpr int X_STRIDE = EncoderShared<SPECTRA>::X_STRIDE;
  int row = threadIdx.x % (SPECTRA / 4) * 4;
  int column = threadIdx.x / (SPECTRA / 4) * 4;
  int own = threadIdx.x / (ENCODER_STEP / 4);
  int buffer = 0;
  const float* features = nullptr;
  float* next = shared.features[0];
  if (encoder.scaling != UNSCALED) {
    encoder_factors<SPECTRA>(encoder.scaling, source, spectra, encoder.layer[0].in, shared.factors);
    __syncthreads();
  }

  for (int number = 0; number < encoder.layers; number++) {
    const EncoderLayer& layer = encoder.layer[number];
    bool entry = number == 0;
    float* latent = layer.latent;
    int in = layer.in, out = layer.out;
    for (int panel = 0; panel < out; panel += ENCODER_PANEL) {
      float sums[8][4];
#pragma unroll
      for (int j = 0; j < 8; j++) {
        int output = panel + column + j / 4 * (ENCODER_PANEL / 2) + j % 4;
        float bias = output < out ? layer.bias[output] : 0.0f;
#pragma unroll
        for (int i = 0; i < 4; i++) {
          sums[j][i] = bias;
        }
      }
      GemmOperand<ENCODER_PANEL, ENCODER_STEP, THREADS> weights{layer.weight, out, in, panel, in, true, layer.vector != 0, {}};
      weights.fetch(0);
      if (entry) {
        source.fetch(0);
      }
      for (int at = 0; at < in; at += ENCODER_STEP) {
        float* slice = shared.weights + buffer * ENCODER_STEP * ENCODER_STRIDE;
        float* inputs = shared.x + buffer * ENCODER_STEP * X_STRIDE;
#pragma unroll
        for (int slot = 0; slot < weights.SLOTS; slot++) {
          int index = threadIdx.x + slot * THREADS;
          float* to = slice + (index % (ENCODER_STEP / 4) * 4 * ENCODER_STRIDE + index / (ENCODER_STEP / 4));
          to[0] = weights.held[slot].x;
          to[ENCODER_STRIDE] = weights.held[slot].y;
          to[2 * ENCODER_STRIDE] = weights.held[slot].z;
          to[3 * ENCODER_STRIDE] = weights.held[slot].w;
        }
        if (entry) {
          float factor = encoder.scaling == UNSCALED ? 1.0f : shared.factors[own];
          float* to = inputs + (threadIdx.x % (ENCODER_STEP / 4) * 4 * X_STRIDE + own);
          to[0] = scaled(encoder.scaling, source.held.x, factor);
          to[X_STRIDE] = scaled(encoder.scaling, source.held.y, factor);
          to[2 * X_STRIDE] = scaled(encoder.scaling, source.held.z, factor);
          to[3 * X_STRIDE] = scaled(encoder.scaling, source.held.w, factor);
        }
        __syncthreads();
        if (at + ENCODER_STEP < in) {
          weights.fetch(at + ENCODER_STEP);
          if (entry) {
            source.fetch(at + ENCODER_STEP);
          }
        }
        const float* x = (entry ? inputs : features + at * SPECTRA) + row;
        int stride = entry ? X_STRIDE : SPECTRA;
        int steps = min(ENCODER_STEP, in - at);
#pragma unroll 2
        for (int step = 0; step < steps; step++) {
          float4 four = load4(x + step * stride);
          float4 low = load4(slice + step * ENCODER_STRIDE + column);
          float4 high = load4(slice + step * ENCODER_STRIDE + column + ENCODER_PANEL / 2);
          float xs[4] = {four.x, four.y, four.z, four.w};
          float ws[8] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
#pragma unroll
          for (int j = 0; j < 8; j++) {
#pragma unroll
            for (int i = 0; i < 4; i++) {
              sums[j][i] = fmaf(ws[j], xs[i], sums[j][i]);
            }
          }
        }
        buffer ^= 1;
      }
#pragma unroll
      for (int j = 0; j < 8; j++) {
        int output = panel + column + j / 4 * (ENCODER_PANEL / 2) + j % 4;
        if (output < out) {
          if (latent == nullptr) {
            store4(next + output * SPECTRA + row,
                   make_float4(activate(SELU, sums[j][0]), activate(SELU, sums[j][1]), activate(SELU, sums[j][2]),
                               activate(SELU, sums[j][3])));
          } else {
#pragma unroll
            for (int i = 0; i < 4; i++) {
              if (row + i < spectra) {
                latent[static_cast<long long>(first + row + i) * out + output] = sums[j][i];
              }
            }
          }
        }
      }
    }
    if (latent == nullptr) {
      features = next;
      next = next == shared.features[0] ? shared.features[1] : shared.features[0];
    }
  }
}
