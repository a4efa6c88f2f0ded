// Spectra through an encoder, all layers in one launch: counts in, latents out; see encoder_tile.cuh.
//
// A block for each tile of 64, 32, 16 or 8 spectra, of 256 to 32 threads; the launcher takes the largest that fits the
// device's shared memory and still fills the device. With 512 bins and the paper's widths 256, 128, 64, 32 a tile of 64
// takes 121 KiB, one of 16 takes 43 KiB. Registers aimed at: 128, more in the smallest tiles,
// whose few threads each have more of the weights in flight; no spills.
//
// Bytes moved: 4 bins and 4 per latent for each spectrum; the counts a second time for scaling and once more for each
// further 128 outputs of the first layer, and all weights once a block, from L2. FLOPs: 2 for each weight and spectrum.
// Bound: arithmetic. Share of the bound: not measured on a GPU yet.
#include "encoder_tile.cuh"

namespace {

template <int SPECTRA>
struct GlobalSpectra {
  const float* counts;
  GemmOperand<SPECTRA, ENCODER_STEP, 4 * SPECTRA> operand;
  float4 held;

  __device__ __forceinline__ float at(int spectrum, int bin) const {
    return counts[static_cast<long long>(operand.first + spectrum) * operand.inner + bin];
  }

  __device__ __forceinline__ void fetch(int k) {
    operand.fetch(k);
    held = operand.held[0];
  }
};

template <int SPECTRA>
__device__ __forceinline__ void encode(const Encoder& encoder, const float* counts, int n, int vector, float* memory) {
  EncoderShared<SPECTRA> shared(memory, encoder.even, encoder.odd);
  int first = blockIdx.x * SPECTRA;
  int bins = encoder.layer[0].in;
  GlobalSpectra<SPECTRA> source{counts, {counts, n, bins, first, bins, true, vector != 0, {}}, {}};
  encode_tile<SPECTRA>(encoder, source, first, min(SPECTRA, n - first), shared);
}

}  // namespace

#define ENCODE(name, SPECTRA)                                                                 \
  extern "C" __global__ void __launch_bounds__(4 * SPECTRA)                                   \
      name(const Encoder encoder, const float* counts, int n, int vector) {                   \
    SINOPIA_DYNAMIC_SHARED(float, memory);                                                    \
    encode<SPECTRA>(encoder, counts, n, vector, memory);                                      \
  }                                                                                           \
  SINOPIA_KERNEL(name)

ENCODE(encode_64, 64)
ENCODE(encode_32, 32)
ENCODE(encode_16, 16)
ENCODE(encode_8, 8)
