// The window of SSIM (Wang et al. 2004): 11 x 11, the product of a column and a row of Gaussian weights, sigma 1.5, that
// sum to 1; images go on beyond their border by reflection without repeating the edge pixel. And the first steps of all
// kernels that look through it: a tile of two images in shared memory, and its moments along rows.
#pragma once
#include "sinopia.cuh"

constexpr int RADIUS = 5;
constexpr int TAPS = 2 * RADIUS + 1;

// exp(-(d / 1.5)^2 / 2) by distance d = 0..5, divided by the sum over -5..5.
__device__ __forceinline__ float window_weight(int offset) {
  const float weights[RADIUS + 1] = {0.26601172486179436f,  0.2130055377112537f,   0.10936068950970002f,
                                     0.03600077212843083f, 0.007598758135239185f, 0.0010283800844791092f};
  return weights[offset < 0 ? -offset : offset];
}

// Where an index at most `extent` - 1 beyond the border is reflected to; farther ones are held inside, to be valid.
__device__ __forceinline__ int reflected(int index, int extent) {
  int behind = index < 0 ? -index : index;
  behind = behind < extent ? behind : 2 * (extent - 1) - behind;
  return behind < 0 ? 0 : behind;
}

// The total weight of `pixel` in a window around `centre` along one axis, its reflections included: the entry of the
// filter's matrix, whose transpose is the filter's backward. At most 5 apart.
__device__ __forceinline__ float reflected_weight(int centre, int pixel, int extent) {
  float weight = window_weight(pixel - centre);
  int before = centre + pixel;
  if (pixel > 0 && before <= RADIUS) {
    weight += window_weight(before);
  }
  int behind = 2 * (extent - 1) - centre - pixel;
  if (pixel < extent - 1 && behind <= RADIUS) {
    weight += window_weight(behind);
  }
  return weight;
}

// The windowed means of a, b, a^2, b^2, ab.
struct Moments {
  float a, b, aa, bb, ab;
};

// Means, variances and covariance; the moments are those of a - origin_a and b - origin_b.
struct Statistics {
  float mean_a, mean_b, variance_a, variance_b, covariance;

  __device__ Statistics(const Moments& m, float origin_a, float origin_b)
      : mean_a(m.a + origin_a),
        mean_b(m.b + origin_b),
        variance_a(m.aa - m.a * m.a),
        variance_b(m.bb - m.b * m.b),
        covariance(m.ab - m.a * m.b) {}
};

// A tile of ROWS x COLUMNS pixels of two planes, less a number each that is near their values there: variances are
// differences of moments, and keep their digits only if the means are small.
template <int ROWS, int COLUMNS>
struct PairTile {
  float a[ROWS][COLUMNS];
  float b[ROWS][COLUMNS];

  __device__ void load(const float* plane_a, const float* plane_b, int height, int width, int top, int left,
                       float origin_a, float origin_b) {
    for (int at = threadIdx.x; at < ROWS * COLUMNS; at += blockDim.x) {
      int row = at / COLUMNS, column = at % COLUMNS;
      int from = reflected(top + row, height) * width + reflected(left + column, width);
      a[row][column] = load_constant(plane_a + from) - origin_a;
      b[row][column] = load_constant(plane_b + from) - origin_b;
    }
  }
};

// The moments of a PairTile's rows under the row of weights: entry (row, column) is centred on column + RADIUS.
template <int ROWS, int COLUMNS>
struct RowMoments {
  float values[5][ROWS][COLUMNS];

  __device__ void filter(const PairTile<ROWS, COLUMNS + 2 * RADIUS>& tile) {
    for (int at = threadIdx.x; at < ROWS * COLUMNS; at += blockDim.x) {
      int row = at / COLUMNS, column = at % COLUMNS;
      Moments sums = {0.0f, 0.0f, 0.0f, 0.0f, 0.0f};
#pragma unroll
      for (int tap = 0; tap < TAPS; ++tap) {
        float weight = window_weight(tap - RADIUS);
        float a = tile.a[row][column + tap], b = tile.b[row][column + tap];
        sums.a += weight * a;
        sums.b += weight * b;
        sums.aa += weight * (a * a);
        sums.bb += weight * (b * b);
        sums.ab += weight * (a * b);
      }
      values[0][row][column] = sums.a;
      values[1][row][column] = sums.b;
      values[2][row][column] = sums.aa;
      values[3][row][column] = sums.bb;
      values[4][row][column] = sums.ab;
    }
  }

  // The moments of the window whose first row is `row`.
  __device__ Moments at(int row, int column) const {
    Moments sums = {0.0f, 0.0f, 0.0f, 0.0f, 0.0f};
#pragma unroll
    for (int tap = 0; tap < TAPS; ++tap) {
      float weight = window_weight(tap - RADIUS);
      sums.a += weight * values[0][row + tap][column];
      sums.b += weight * values[1][row + tap][column];
      sums.aa += weight * values[2][row + tap][column];
      sums.bb += weight * values[3][row + tap][column];
      sums.ab += weight * values[4][row + tap][column];
    }
    return sums;
  }
};
