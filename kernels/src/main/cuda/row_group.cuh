// Threads that work on one row of a matrix together: a warp for short rows, several to a block, or a whole block for
// long ones. And passes over a row, 16 bytes at a time where the row allows it.
#pragma once
#include "sinopia.cuh"

struct WarpRow {
  __device__ explicit WarpRow(float*) {}
  __device__ static int first() { return blockIdx.x * (blockDim.x / WARP) + warp_index(); }
  __device__ static int stride() { return gridDim.x * (blockDim.x / WARP); }
  __device__ static int rank() { return lane_index(); }
  __device__ static int size() { return WARP; }
  __device__ static float sum(float value) { return warp_sum(value); }
  __device__ static float max(float value) { return warp_max(value); }
};

struct BlockRow {
  float* partial;  // shared memory for 32 floats
  __device__ explicit BlockRow(float* partial) : partial(partial) {}
  __device__ static int first() { return blockIdx.x; }
  __device__ static int stride() { return gridDim.x; }
  __device__ static int rank() { return threadIdx.x; }
  __device__ static int size() { return blockDim.x; }
  __device__ float sum(float value) const { return block_sum(value, partial); }
  __device__ float max(float value) const { return block_max(value, partial); }
};

// f(j, x_j) for all j < d; the first 4 * quads in fours.
template <typename Group, typename Visit>
__device__ __forceinline__ void read_row(const Group& group, const float* x, int d, int quads, Visit f) {
  for (int q = group.rank(); q < quads; q += group.size()) {
    float4 v = load4(x + 4 * q);
    f(4 * q, v.x);
    f(4 * q + 1, v.y);
    f(4 * q + 2, v.z);
    f(4 * q + 3, v.w);
  }
  for (int j = 4 * quads + group.rank(); j < d; j += group.size()) {
    f(j, x[j]);
  }
}

// f(j, a_j, b_j).
template <typename Group, typename Visit>
__device__ __forceinline__ void read_rows(const Group& group, const float* a, const float* b, int d, int quads,
                                          Visit f) {
  for (int q = group.rank(); q < quads; q += group.size()) {
    float4 v = load4(a + 4 * q), w = load4(b + 4 * q);
    f(4 * q, v.x, w.x);
    f(4 * q + 1, v.y, w.y);
    f(4 * q + 2, v.z, w.z);
    f(4 * q + 3, v.w, w.w);
  }
  for (int j = 4 * quads + group.rank(); j < d; j += group.size()) {
    f(j, a[j], b[j]);
  }
}

// y_j = f(j, x_j); y may be x.
template <typename Group, typename Map>
__device__ __forceinline__ void map_row(const Group& group, const float* x, float* y, int d, int quads, Map f) {
  for (int q = group.rank(); q < quads; q += group.size()) {
    float4 v = load4(x + 4 * q);
    store4(y + 4 * q, make_float4(f(4 * q, v.x), f(4 * q + 1, v.y), f(4 * q + 2, v.z), f(4 * q + 3, v.w)));
  }
  for (int j = 4 * quads + group.rank(); j < d; j += group.size()) {
    y[j] = f(j, x[j]);
  }
}

// y_j = f(j, a_j, b_j); y may be a or b.
template <typename Group, typename Map>
__device__ __forceinline__ void map_rows(const Group& group, const float* a, const float* b, float* y, int d, int quads,
                                         Map f) {
  for (int q = group.rank(); q < quads; q += group.size()) {
    float4 v = load4(a + 4 * q), w = load4(b + 4 * q);
    store4(y + 4 * q, make_float4(f(4 * q, v.x, w.x), f(4 * q + 1, v.y, w.y), f(4 * q + 2, v.z, w.z),
                                  f(4 * q + 3, v.w, w.w)));
  }
  for (int j = 4 * quads + group.rank(); j < d; j += group.size()) {
    y[j] = f(j, a[j], b[j]);
  }
}
