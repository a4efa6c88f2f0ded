// Squared distances between points, and K-means (Lloyd 1982).
//
//   distances[i, j] = |a_i - b_j|^2, from differences, so never negative
//   assignment      label_i = the first k that minimises |p_i - c_k|^2; the first NaN counts as smallest
//   update          c_k = the mean of the points labelled k; a centroid without points keeps its place
//
// Distances: tiles of 32 x 32 pairs, 256 threads, four pairs a thread, 32 dimensions at a time in shared memory
// (8.4 KB). Assignment: a thread a point, 32 centroids at a time in shared memory where d is at most 32. Update: a block
// for each centroid and share of the points, then the shares in order. 3 d FLOPs a pair; the distances are bound by
// writing them where d is small, the rest by arithmetic. Registers aimed at: 64.
#include "partial_sums.cuh"

namespace {

constexpr int TILE = 32;
constexpr int DIMENSIONS = 8;

}  // namespace

// Blocks of 32 x 8 threads; gridDim.x cuts b, gridDim.y cuts a with a stride.
extern "C" __global__ void __launch_bounds__(256) pairwise_squared_distances(const float* a, int n, const float* b,
                                                                             int m, int d, float* distances) {
  __shared__ float tile_a[TILE][TILE + 1];
  __shared__ float tile_b[TILE][TILE + 1];
  int column = threadIdx.x, row = threadIdx.y;
  int j = blockIdx.x * TILE + column;
  for (int top = blockIdx.y * TILE; top < n; top += gridDim.y * TILE) {
    float sums[4] = {0.0f, 0.0f, 0.0f, 0.0f};
    for (int first = 0; first < d; first += TILE) {
      int dimension = first + column;
      __syncthreads();
#pragma unroll
      for (int r = 0; r < 4; ++r) {
        int point = row + 8 * r;
        int in_a = top + point, in_b = blockIdx.x * TILE + point;
        tile_a[point][column] = in_a < n && dimension < d ? a[static_cast<long long>(in_a) * d + dimension] : 0.0f;
        tile_b[point][column] = in_b < m && dimension < d ? b[static_cast<long long>(in_b) * d + dimension] : 0.0f;
      }
      __syncthreads();
      int count = min(TILE, d - first);
      for (int k = 0; k < count; ++k) {
        float y = tile_b[column][k];
#pragma unroll
        for (int r = 0; r < 4; ++r) {
          float difference = tile_a[row + 8 * r][k] - y;
          sums[r] += difference * difference;
        }
      }
    }
#pragma unroll
    for (int r = 0; r < 4; ++r) {
      int i = top + row + 8 * r;
      if (i < n && j < m) {
        distances[static_cast<long long>(i) * m + j] = sums[r];
      }
    }
  }
}
SINOPIA_KERNEL(pairwise_squared_distances)

// pulls[i, k] = the sum over j of 2 g(i, j) (a_ik - b_jk), where g(i, j) = g[i * by_i + j * by_j]. A block of 128
// threads for each i; used with a and b exchanged for the other gradient.
extern "C" __global__ void __launch_bounds__(128) squared_distances_pull(const float* a, int n, const float* b, int m,
                                                                         int d, const float* g, int by_i, int by_j,
                                                                         float* pulls) {
  __shared__ float partial[WARP];
  for (int i = blockIdx.x; i < n; i += gridDim.x) {
    for (int first = 0; first < d; first += DIMENSIONS) {
      int wanted = min(DIMENSIONS, d - first);
      float own[DIMENSIONS], sums[DIMENSIONS];
#pragma unroll
      for (int k = 0; k < DIMENSIONS; ++k) {
        own[k] = k < wanted ? a[static_cast<long long>(i) * d + first + k] : 0.0f;
        sums[k] = 0.0f;
      }
      for (int j = threadIdx.x; j < m; j += blockDim.x) {
        float weight = 2.0f * g[static_cast<long long>(i) * by_i + static_cast<long long>(j) * by_j];
#pragma unroll
        for (int k = 0; k < DIMENSIONS; ++k) {
          if (k < wanted) {
            sums[k] += weight * (own[k] - b[static_cast<long long>(j) * d + first + k]);
          }
        }
      }
#pragma unroll
      for (int k = 0; k < DIMENSIONS; ++k) {
        float sum = block_sum(sums[k], partial);
        if (threadIdx.x == 0 && k < wanted) {
          pulls[static_cast<long long>(i) * d + first + k] = sum;
        }
      }
    }
  }
}
SINOPIA_KERNEL(squared_distances_pull)

extern "C" __global__ void __launch_bounds__(256) kmeans_assign(const float* points, int n, int d,
                                                                const float* centroids, int k, int* labels,
                                                                float* distances) {
  __shared__ float tile[TILE * TILE];
  bool staged = d <= TILE;
  for (int base = blockIdx.x * blockDim.x; base < n; base += gridDim.x * blockDim.x) {
    int i = base + threadIdx.x;
    const float* own = points + static_cast<long long>(min(i, n - 1)) * d;
    int label = 0;
    float least = infinity();
    for (int from = 0; from < k; from += TILE) {
      int count = min(TILE, k - from);
      if (staged) {
        __syncthreads();
        for (int at = threadIdx.x; at < count * d; at += blockDim.x) {
          tile[at] = centroids[from * d + at];
        }
        __syncthreads();
      }
      for (int c = 0; c < count; ++c) {
        const float* other = staged ? tile + c * d : centroids + static_cast<long long>(from + c) * d;
        float squared = 0.0f;
        for (int dimension = 0; dimension < d; ++dimension) {
          float difference = own[dimension] - other[dimension];
          squared += difference * difference;
        }
        bool first = from + c == 0;
        if (first || squared < least || (isnan(squared) && !isnan(least))) {
          label = from + c;
          least = squared;
        }
      }
    }
    if (i < n) {
      labels[i] = label;
      distances[i] = least;
    }
  }
}
SINOPIA_KERNEL(kmeans_assign)

// sums[share][c][dimension] and counts[share][c] of the points of one share labelled c. A block of 128 threads for each
// centroid (blockIdx.x) and share (blockIdx.y).
extern "C" __global__ void __launch_bounds__(128) kmeans_sums(const float* points, const int* labels, int n, int d,
                                                              int k, double* sums, int* counts) {
  __shared__ double shared[WARP];
  int c = blockIdx.x;
  int share = (n + static_cast<int>(gridDim.y) - 1) / static_cast<int>(gridDim.y);
  int begin = min(blockIdx.y * share, static_cast<unsigned>(n));
  int end = min(begin + share, n);
  for (int first = 0; first < d; first += DIMENSIONS) {
    int wanted = min(DIMENSIONS, d - first);
    double sum[DIMENSIONS] = {};
    int count = 0;
    for (int i = begin + threadIdx.x; i < end; i += blockDim.x) {
      if (labels[i] == c) {
        ++count;
#pragma unroll
        for (int dimension = 0; dimension < DIMENSIONS; ++dimension) {
          if (dimension < wanted) {
            sum[dimension] += points[static_cast<long long>(i) * d + first + dimension];
          }
        }
      }
    }
#pragma unroll
    for (int dimension = 0; dimension < DIMENSIONS; ++dimension) {
      double total = block_total(sum[dimension], shared);
      if (threadIdx.x == 0 && dimension < wanted) {
        sums[(static_cast<long long>(blockIdx.y) * k + c) * d + first + dimension] = total;
      }
    }
    if (first == 0) {
      double total = block_total(count, shared);
      if (threadIdx.x == 0) {
        counts[blockIdx.y * k + c] = static_cast<int>(total);
      }
    }
  }
}
SINOPIA_KERNEL(kmeans_sums)

// Adds the shares up; centroids move to the mean where they have points. One thread for each centroid and dimension.
extern "C" __global__ void __launch_bounds__(256) kmeans_means(const double* sums, const int* counts, int shares, int d,
                                                               int k, float* centroids, int* totals) {
  for (int at = blockIdx.x * blockDim.x + threadIdx.x; at < k * d; at += gridDim.x * blockDim.x) {
    int c = at / d;
    double sum = 0.0;
    int count = 0;
    for (int share = 0; share < shares; ++share) {
      sum += sums[static_cast<long long>(share) * k * d + at];
      count += counts[share * k + c];
    }
    if (count > 0) {
      centroids[at] = static_cast<float>(sum / count);
    }
    if (at % d == 0) {
      totals[c] = count;
    }
  }
}
SINOPIA_KERNEL(kmeans_means)
