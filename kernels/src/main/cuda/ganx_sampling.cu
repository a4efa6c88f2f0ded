// Synthetic spectra (ganX, arXiv 2304.14078): each pixel's photons drawn from its alias table and counted; see
// photons.cuh. And the same with the counts encoded on the spot, so that the cube never reaches memory.
//
// draw_photons: a warp a pixel, eight warps a block at most, grid-stride. Counts accumulate in shared memory, 4 bytes a
// bin and warp, by integer atomics; the tables are there too where they fit, loaded once a block. Where not even one
// spectrum fits, counts accumulate in place. Philox is some 100 integer operations for four photons, the rest of a photon
// a dozen. Bytes moved: 4 bins a pixel, written once. Bound: integer arithmetic and shared-memory atomics.
//
// encode_drawn: a block for each tile of spectra, of which each warp draws its share into shared memory; then
// encoder_tile.cuh. 4 bins of shared memory a spectrum beyond what encoding takes. Bytes moved: the latents.
//
// Registers aimed at: 40, and those of embedder_encoder.cu; no spills. Share of the bound: not measured on a GPU yet.
#include "encoder_tile.cuh"
#include "photons.cuh"

// tables_staged, counts_staged: whether they are in shared memory, tables first.
extern "C" __global__ void __launch_bounds__(256)
    draw_photons(unsigned long long seed, const Photons all, int* counts, int bins, int tables_staged, int counts_staged) {
  SINOPIA_DYNAMIC_SHARED(int, shared);
  const int* tables = all.tables;
  int* own = shared;
  if (tables_staged != 0) {
    int entries = all.kind_count << all.bits;
    for (int at = threadIdx.x; at < entries; at += blockDim.x) {
      shared[at] = all.tables[at];
    }
    tables = shared;
    own += entries;
    __syncthreads();
  }
  own += warp_index() * bins;
  int warps = blockDim.x / WARP;
  for (int pixel = blockIdx.x * warps + warp_index(); pixel < all.pixels; pixel += gridDim.x * warps) {
    int* result = counts + static_cast<long long>(pixel) * bins;
    int* histogram = counts_staged != 0 ? own : result;
    for (int bin = lane_index(); bin < bins; bin += WARP) {
      histogram[bin] = 0;
    }
    __syncwarp();
    draw_pixel(all, seed, tables, pixel, histogram, bins);
    __syncwarp();
    if (counts_staged != 0) {
      for (int bin = lane_index(); bin < bins; bin += WARP) {
        result[bin] = histogram[bin];
      }
      __syncwarp();
    }
  }
}
SINOPIA_KERNEL(draw_photons)

namespace {

// Counts [spectrum][bins] in shared memory.
struct DrawnSpectra {
  const int* counts;
  int spectra;
  int bins;
  float4 held;

  __device__ __forceinline__ float at(int spectrum, int bin) const {
    return static_cast<float>(counts[spectrum * bins + bin]);
  }

  __device__ __forceinline__ float at_or_zero(int spectrum, int bin) const {
    return spectrum < spectra && bin < bins ? at(spectrum, bin) : 0.0f;
  }

  __device__ __forceinline__ void fetch(int k) {
    int spectrum = threadIdx.x / (ENCODER_STEP / 4);
    int bin = k + threadIdx.x % (ENCODER_STEP / 4) * 4;
    held = make_float4(at_or_zero(spectrum, bin), at_or_zero(spectrum, bin + 1), at_or_zero(spectrum, bin + 2),
                       at_or_zero(spectrum, bin + 3));
  }
};

template <int SPECTRA>
__device__ __forceinline__ void encode_drawn(const Encoder& encoder, unsigned long long seed, const Photons& all,
                                             float* memory) {
  EncoderShared<SPECTRA> shared(memory, encoder.even, encoder.odd);
  int bins = encoder.layer[0].in;
  int first = blockIdx.x * SPECTRA;
  int spectra = min(SPECTRA, all.pixels - first);
  int* counts = reinterpret_cast<int*>(shared.end);
  for (int at = threadIdx.x; at < spectra * bins; at += 4 * SPECTRA) {
    counts[at] = 0;
  }
  __syncthreads();
  for (int i = warp_index(); i < spectra; i += 4 * SPECTRA / WARP) {
    draw_pixel(all, seed, all.tables, first + i, counts + i * bins, bins);
  }
  __syncthreads();
  DrawnSpectra source{counts, spectra, bins, {}};
  encode_tile<SPECTRA>(encoder, source, first, spectra, shared);
}

}  // namespace

#define ENCODE_DRAWN(name, SPECTRA)                                                        \
  extern "C" __global__ void __launch_bounds__(4 * SPECTRA)                                \
      name(const Encoder encoder, unsigned long long seed, const Photons all) {            \
    SINOPIA_DYNAMIC_SHARED(float, memory);                                                 \
    encode_drawn<SPECTRA>(encoder, seed, all, memory);                                     \
  }                                                                                        \
  SINOPIA_KERNEL(name)

ENCODE_DRAWN(encode_drawn_64, 64)
ENCODE_DRAWN(encode_drawn_32, 32)
ENCODE_DRAWN(encode_drawn_16, 16)
ENCODE_DRAWN(encode_drawn_8, 8)
