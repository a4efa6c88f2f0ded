// Silhouette widths (Rousseeuw 1987): s_i = (b_i - a_i) / max(a_i, b_i), where a_i is the mean distance of point i to
// the others of its cluster and b_i the least mean distance to the points of another; 0 for a point alone and for 0/0.
//
// The points are put in the order of their clusters first, so that the distances to a cluster are summed in a register
// and two numbers of a point are kept, however many points and clusters there are. Each lane owns one of 32 points, the
// same in every warp of a block; a cluster comes in tiles of 128 points, eight dimensions at a time in shared memory, of
// which a warp meets 32, every lane the same address. The warps' sums are added up in order.
//
// 128 threads a block, shared memory 4.6 KB, registers aimed at: 72. 3 d + 2 FLOPs a pair, one of them a square root,
// and next to no memory: bound by arithmetic.
#include "sinopia.cuh"

namespace {

constexpr int THREADS = 128;
constexpr int WARPS = THREADS / WARP;
constexpr int DIMENSIONS = 8;

}  // namespace

// starts[c] = how many points are labelled 0 to c - 1, for c from 0 to `clusters`; order[starts[c] .. starts[c + 1]) =
// the points labelled c, ascending. A block of one warp for each cluster, in turn.
extern "C" __global__ void __launch_bounds__(WARP) silhouette_order(const int* labels, int n, int clusters, int* order,
                                                                    int* starts) {
  unsigned lower = (1u << lane_index()) - 1u;
  for (int c = blockIdx.x; c < clusters; c += gridDim.x) {
    int place = 0;
#pragma unroll 8
    for (int base = 0; base < n; base += WARP) {
      int i = base + lane_index();
      int label = i < n ? labels[i] : -1;
      place += __popc(__ballot_sync(ALL_LANES, label >= 0 && label < c));
    }
    if (lane_index() == 0) {
      starts[c] = place;
    }
#pragma unroll 8
    for (int base = 0; base < n; base += WARP) {
      int i = base + lane_index();
      bool member = i < n && labels[i] == c;
      unsigned members = __ballot_sync(ALL_LANES, member);
      if (member) {
        order[place + __popc(members & lower)] = i;
      }
      place += __popc(members);
    }
    if (lane_index() == 0 && c == clusters - 1) {
      starts[clusters] = place;
    }
  }
}
SINOPIA_KERNEL(silhouette_order)

// Blocks of 128 threads over the points, 32 at a time.
extern "C" __global__ void __launch_bounds__(THREADS, 7) silhouette_widths(const float* points, const int* labels, int n,
                                                                        int d, int clusters, const int* order,
                                                                        const int* starts, float* widths) {
  alignas(16) __shared__ float tile[DIMENSIONS * THREADS];
  __shared__ float sums[THREADS];
  int met = warp_index() * WARP;
  for (int base = blockIdx.x * WARP; base < n; base += gridDim.x * WARP) {
    int i = min(base + lane_index(), n - 1);
    float a = not_a_number(), b = infinity();
    bool alone = false;
    for (int c = 0; c < clusters; ++c) {
      int begin = starts[c], end = starts[c + 1];
      if (begin == end) {
        continue;
      }
      float sum = 0.0f;
      for (int from = begin; from < end; from += THREADS) {
        float squared[WARP] = {};
        for (int first = 0; first < d; first += DIMENSIONS) {
          int wanted = min(DIMENSIONS, d - first);
          int staged = from + static_cast<int>(threadIdx.x);
          const float* other = points + static_cast<long long>(order[min(staged, end - 1)]) * d + first;
          __syncthreads();
          for (int k = 0; k < wanted; ++k) {
            tile[k * THREADS + threadIdx.x] = other[k];
          }
          __syncthreads();
          for (int k = 0; k < wanted && from + met < end; ++k) {
            float own = points[static_cast<long long>(i) * d + first + k];
#pragma unroll
            for (int j = 0; j < WARP; j += 4) {
              float4 others = load4(tile + k * THREADS + met + j);
              squared[j] += (own - others.x) * (own - others.x);
              squared[j + 1] += (own - others.y) * (own - others.y);
              squared[j + 2] += (own - others.z) * (own - others.z);
              squared[j + 3] += (own - others.w) * (own - others.w);
            }
          }
        }
        float part = 0.0f;
#pragma unroll
        for (int j = 0; j < WARP; ++j) {
          part += from + met + j < end ? sqrtf(squared[j]) : 0.0f;
        }
        sum += part;
      }
      sums[threadIdx.x] = sum;
      __syncthreads();
      float total = 0.0f;
#pragma unroll
      for (int warp = 0; warp < WARPS; ++warp) {
        total += sums[warp * WARP + lane_index()];
      }
      int size = end - begin;
      if (labels[i] == c) {
        a = total / static_cast<float>(size - 1);
        alone = size == 1;
      } else {
        float mean = total / static_cast<float>(size);
        b = mean < b || isnan(mean) ? mean : b;
      }
    }
    float within = alone ? b : a;
    if (warp_index() == 0 && base + lane_index() < n) {
      widths[i] = within + b == 0.0f ? 0.0f : (b - within) / fmaxf(within, b);
    }
  }
}
SINOPIA_KERNEL(silhouette_widths)
