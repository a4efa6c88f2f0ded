// Non-negative least squares by coordinate descent (Franc, Hlavac, Navara 2005): for each row, the a >= 0 that minimises
// a'Ga/2 - p'a. In turn, a_j takes the step max(-a_j, r_j / G_jj), and the residual r = p - Ga loses the step times row j
// of G. A row ends after `sweeps` rounds, or after a round whose steps are all within tolerance / sqrt(G_jj).
//
// A warp for each row. Lane l owns the columns l, l + 32, l + 64 and l + 96, their amplitudes and residuals in registers
// as doubles; the owner of column j works out the step, a shuffle tells the others, and they read row j of G together,
// from cache: 64 KB at most, the same for all rows. No sum runs across lanes, so the order of operations is that of the
// reference.
//
// 128 threads a block, four rows; no shared memory; registers aimed at: 64. 2 k^2 FLOPs in float64 a sweep of k columns,
// one dependent shuffle and one division a column: bound by latency, hidden by other warps.
#include "sinopia.cuh"

namespace {

constexpr int THREADS = 128;
constexpr int COLUMNS = 4;

}  // namespace

extern "C" __global__ void __launch_bounds__(THREADS) non_negative_least_squares(const float* gram,
                                                                                 const float* projections,
                                                                                 const float* start, int n, int k,
                                                                                 int sweeps, double tolerance,
                                                                                 float* amplitudes) {
  double bound = tolerance * tolerance;
  for (int row = blockIdx.x * (THREADS / WARP) + warp_index(); row < n; row += gridDim.x * (THREADS / WARP)) {
    const float* p = projections + static_cast<long long>(row) * k;
    const float* from = start + static_cast<long long>(row) * k;
    double a[COLUMNS], residual[COLUMNS];
#pragma unroll
    for (int c = 0; c < COLUMNS; ++c) {
      int j = c * WARP + lane_index();
      float first = j < k ? from[j] : 0.0f;
      a[c] = first < 0.0f ? 0.0 : static_cast<double>(first);
      residual[c] = j < k ? static_cast<double>(p[j]) : 0.0;
    }
    // The first round takes what the start explains out of the residual; it moves nothing.
    bool moving = true;
    for (int sweep = 0; sweep <= sweeps && moving; ++sweep) {
      bool moved = sweep == 0;
#pragma unroll
      for (int c = 0; c < COLUMNS; ++c) {
        for (int owner = 0; owner < WARP && c * WARP + owner < k; ++owner) {
          int j = c * WARP + owner;
          double diagonal = static_cast<double>(load_constant(gram + j * k + j));
          double next = diagonal <= 0.0 ? 0.0 : a[c] + residual[c] / diagonal;
          double own = sweep == 0 ? a[c] : (next < 0.0 ? 0.0 : next) - a[c];
          double step = __shfl_sync(ALL_LANES, own, owner);
          if (sweep > 0) {
            if (lane_index() == owner) {
              a[c] += step;
            }
            moved |= !(step * step * diagonal <= bound);
          }
#pragma unroll
          for (int other = 0; other < COLUMNS; ++other) {
            int i = other * WARP + lane_index();
            if (i < k) {
              residual[other] -= step * static_cast<double>(load_constant(gram + j * k + i));
            }
          }
        }
      }
      moving = moved;
    }
#pragma unroll
    for (int c = 0; c < COLUMNS; ++c) {
      int j = c * WARP + lane_index();
      if (j < k) {
        amplitudes[static_cast<long long>(row) * k + j] = static_cast<float>(a[c]);
      }
    }
  }
}
SINOPIA_KERNEL(non_negative_least_squares)
