// Photons of pixels, drawn by Walker's alias method (ACM Trans. Math. Softw. 3, 253, 1977) from Philox words.
//
//   photon j of pixel i: word j of stream first + (i / columns) per_row + i % columns; its lowest `bits` bits choose
//   column c, the others are a coin; the bin is c if the coin is below entry >> bits, else the entry's lowest bits
#pragma once
#include "sinopia.cuh"

struct Photons {
  unsigned long long first_stream;
  unsigned long long streams_per_row;
  const int* tables;  // [kinds, 2^bits]
  const int* kinds;   // [pixels]
  const int* photons;
  int kind_count;
  int bits;
  int columns;
  int pixels;

  __device__ __forceinline__ unsigned long long stream(int pixel) const {
    return first_stream + static_cast<unsigned long long>(pixel / columns) * streams_per_row + pixel % columns;
  }
};

// A warp adds a pixel's photons to `counts`, of which there are `bins`; photons beyond are lost. `tables` may be a copy.
// Additions of whole numbers, so their order does not matter.
__device__ __forceinline__ void draw_pixel(const Photons& all, unsigned long long seed, const int* tables, int pixel,
                                           int* counts, int bins) {
  int kind = all.kinds[pixel];
  int photons = all.photons[pixel];
  if (kind < 0 || kind >= all.kind_count) {
    return;
  }
  const int* table = tables + (static_cast<long long>(kind) << all.bits);
  unsigned mask = (1u << all.bits) - 1u;
  unsigned long long stream = all.stream(pixel);
  for (int block = lane_index(); 4LL * block < photons; block += WARP) {
    uint4 drawn = philox(seed, stream, static_cast<unsigned long long>(block));
    unsigned words[4] = {drawn.x, drawn.y, drawn.z, drawn.w};
#pragma unroll
    for (int i = 0; i < 4; i++) {
      if (4LL * block + i < photons) {
        unsigned column = words[i] & mask;
        unsigned entry = static_cast<unsigned>(table[column]);
        unsigned bin = words[i] >> all.bits < entry >> all.bits ? column : entry & mask;
        if (bin < static_cast<unsigned>(bins)) {
          atomicAdd(counts + bin, 1);
        }
      }
    }
  }
}
