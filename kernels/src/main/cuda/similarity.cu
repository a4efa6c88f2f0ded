// Likenesses of two images under the Gaussian window: the scales of SSIM (Wang et al. 2004) and MS-SSIM (Wang,
// Simoncelli, Bovik 2003), and UIQI (Wang and Bovik 2002), in torchmetrics' conventions.
//
//   contrast   cs = (2 cov + C2) / (var_a + var_b + C2), over the pixels at least 5 from the border
//   structure  (2 m_a m_b + C1) / (m_a^2 + m_b^2 + C1) * cs, over all pixels
//   index      4 m_a m_b cov / ((m_a^2 + m_b^2) (var_a + var_b) + 2^-52), at least 5 from the border
//
// Forward: blocks of 256 threads make 32 x 16 pixels of one plane: a tile of 42 x 26 pixels of both images in shared
// memory, the five moments along rows (16 rows more than they need, 10), then down columns; partial sums in float64 by
// block; the 2 x 2 means for the next scale come out of the same tile. Shared memory 25.6 KB. Per pixel 110 FLOPs
// along rows times 26/16, 110 down, 30 for the likeness; 8 bytes read (13 with the margins), 2 written: bound by shared
// memory and arithmetic, far from the memory's bandwidth.
// Backward: blocks make 16 x 16 pixels of the gradient: pixels with a margin of 10 (36 x 36), row moments (36 x 26),
// the likeness' slopes for 26 x 26 windows, and the transposed filter of those (the reflected border exact), plus a
// quarter of the coarser scale's gradient: nothing but the images is read and nothing but the gradient written. Shared
// memory 37.3 KB. Registers aimed at: 64.
#include "gaussian_window.cuh"
#include "partial_sums.cuh"

namespace {

constexpr float C1 = 0.01f * 0.01f;
constexpr float C2 = 0.03f * 0.03f;

enum Kind { CONTRAST, STRUCTURE, INDEX };

// The exponents of MS-SSIM, finest scale first.
struct Weights {
  float of_scale[5];
};

// The derivatives of a likeness by mean_a, variance_a and the covariance.
struct Slope {
  float by_mean, by_variance, by_covariance;
};

__device__ __forceinline__ int margin_of(int kind) { return kind == STRUCTURE ? 0 : RADIUS; }

__device__ __forceinline__ float contrast(const Statistics& s) {
  return (2.0f * s.covariance + C2) / (s.variance_a + s.variance_b + C2);
}

__device__ __forceinline__ float likeness(int kind, const Statistics& s) {
  float squares = s.mean_a * s.mean_a + s.mean_b * s.mean_b;
  if (kind == INDEX) {
    return 4.0f * s.mean_a * s.mean_b * s.covariance / (squares * (s.variance_a + s.variance_b) + 0x1p-52f);
  }
  float luminance = kind == STRUCTURE ? (2.0f * s.mean_a * s.mean_b + C1) / (squares + C1) : 1.0f;
  return luminance * contrast(s);
}

__device__ __forceinline__ Slope slope_of(int kind, const Statistics& s) {
  float variances = s.variance_a + s.variance_b + C2;
  float cs = contrast(s);
  Slope slope = {0.0f, -cs / variances, 2.0f / variances};
  if (kind == STRUCTURE) {
    float squares = s.mean_a * s.mean_a + s.mean_b * s.mean_b + C1;
    float luminance = (2.0f * s.mean_a * s.mean_b + C1) / squares;
    slope.by_mean = cs * 2.0f * (s.mean_b - luminance * s.mean_a) / squares;
    slope.by_variance *= luminance;
    slope.by_covariance *= luminance;
  }
  return slope;
}

constexpr int TILE_ROWS = 16, TILE_COLUMNS = 32;
constexpr int GRADIENT_TILE = 16;
constexpr int WINDOWS = GRADIENT_TILE + 2 * RADIUS;

}  // namespace

// blockIdx.z is the plane (image * channels + channel), blockIdx.x and .y the tile. half_a and half_b, if not null, get
// the 2 x 2 means [planes, height / 2, width / 2]. partials[(plane * gridDim.y + y) * gridDim.x + x].
extern "C" __global__ void __launch_bounds__(256) similarity_sums(int kind, const float* a, const float* b, int height,
                                                                  int width, float* half_a, float* half_b,
                                                                  double* partials) {
  __shared__ PairTile<TILE_ROWS + 2 * RADIUS, TILE_COLUMNS + 2 * RADIUS> tile;
  __shared__ RowMoments<TILE_ROWS + 2 * RADIUS, TILE_COLUMNS> moments;
  __shared__ double shared[WARP];
  long long plane = static_cast<long long>(blockIdx.z) * height * width;
  int top = blockIdx.y * TILE_ROWS, left = blockIdx.x * TILE_COLUMNS;
  int middle = min(top + TILE_ROWS / 2, height - 1) * width + min(left + TILE_COLUMNS / 2, width - 1);
  float origin_a = a[plane + middle], origin_b = b[plane + middle];
  tile.load(a + plane, b + plane, height, width, top - RADIUS, left - RADIUS, origin_a, origin_b);
  __syncthreads();
  moments.filter(tile);
  if (half_a != nullptr) {
    int rows = height / 2, columns = width / 2;
    long long half_plane = static_cast<long long>(blockIdx.z) * rows * columns;
    for (int at = threadIdx.x; at < TILE_ROWS * TILE_COLUMNS / 4; at += blockDim.x) {
      int y = at / (TILE_COLUMNS / 2), x = at % (TILE_COLUMNS / 2);
      int row = top / 2 + y, column = left / 2 + x;
      if (row < rows && column < columns) {
        int r = 2 * y + RADIUS, c = 2 * x + RADIUS;
        long long to = half_plane + row * columns + column;
        half_a[to] =
            0.25f * (tile.a[r][c] + tile.a[r][c + 1] + tile.a[r + 1][c] + tile.a[r + 1][c + 1]) + origin_a;
        half_b[to] =
            0.25f * (tile.b[r][c] + tile.b[r][c + 1] + tile.b[r + 1][c] + tile.b[r + 1][c + 1]) + origin_b;
      }
    }
  }
  __syncthreads();
  int margin = margin_of(kind);
  double sum = 0.0;
  for (int at = threadIdx.x; at < TILE_ROWS * TILE_COLUMNS; at += blockDim.x) {
    int y = at / TILE_COLUMNS, x = at % TILE_COLUMNS;
    int row = top + y, column = left + x;
    if (row >= margin && row < height - margin && column >= margin && column < width - margin) {
      sum += likeness(kind, Statistics(moments.at(y, x), origin_a, origin_b));
    }
  }
  sum = block_total(sum, shared);
  if (threadIdx.x == 0) {
    partials[(blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x] = sum;
  }
}
SINOPIA_KERNEL(similarity_sums)

// means[image] = scale * the sum of the image's `count` partial sums, in order. One block an image.
extern "C" __global__ void __launch_bounds__(256) similarity_means(const double* partials, int count, double scale,
                                                                   float* means) {
  __shared__ double shared[WARP];
  double total = total_of(partials + static_cast<long long>(blockIdx.x) * count, count, shared);
  if (threadIdx.x == 0) {
    means[blockIdx.x] = static_cast<float>(total * scale);
  }
}
SINOPIA_KERNEL(similarity_means)

// product[image] = the product over scales of max(means[scale][image], 0)^weight; and, if gradient is not null,
// factors[scale][image] = gradient[image] * weight * product / mean, 0 where the product is 0.
extern "C" __global__ void __launch_bounds__(128) similarity_product(const float* means, int images, int scales,
                                                                     Weights weights, const float* gradient,
                                                                     float* product, float* factors) {
  for (int image = blockIdx.x * blockDim.x + threadIdx.x; image < images; image += gridDim.x * blockDim.x) {
    float all = 1.0f;
    for (int scale = 0; scale < scales; ++scale) {
      float mean = means[scale * images + image];
      // Not fmaxf, which would take NaN for 0.
      all *= powf(mean < 0.0f ? 0.0f : mean, weights.of_scale[scale]);
    }
    if (product != nullptr) {
      product[image] = all;
    }
    if (gradient != nullptr) {
      for (int scale = 0; scale < scales; ++scale) {
        float factor = gradient[image] * (weights.of_scale[scale] * all / means[scale * images + image]);
        factors[scale * images + image] = all == 0.0f ? 0.0f : factor;
      }
    }
  }
}
SINOPIA_KERNEL(similarity_product)

// grad_a = factors[image] * scale * the gradient of the likeness' sum over the image, plus, if `coarser` is not null, a
// quarter of coarser[planes, height / 2, width / 2] at the pixels it was pooled from. scale is 1 / (pixels counted).
extern "C" __global__ void __launch_bounds__(256) similarity_gradient(int kind, const float* a, const float* b,
                                                                      int height, int width, int channels,
                                                                      const float* factors, float scale,
                                                                      const float* coarser, float* grad_a) {
  __shared__ PairTile<WINDOWS + 2 * RADIUS, WINDOWS + 2 * RADIUS> tile;
  __shared__ RowMoments<WINDOWS + 2 * RADIUS, WINDOWS> moments;
  __shared__ float slopes[3][WINDOWS][WINDOWS];
  long long plane = static_cast<long long>(blockIdx.z) * height * width;
  int top = blockIdx.y * GRADIENT_TILE, left = blockIdx.x * GRADIENT_TILE;
  int middle = min(top + GRADIENT_TILE / 2, height - 1) * width + min(left + GRADIENT_TILE / 2, width - 1);
  float origin_a = a[plane + middle], origin_b = b[plane + middle];
  tile.load(a + plane, b + plane, height, width, top - 2 * RADIUS, left - 2 * RADIUS, origin_a, origin_b);
  __syncthreads();
  moments.filter(tile);
  __syncthreads();
  int margin = margin_of(kind);
  for (int at = threadIdx.x; at < WINDOWS * WINDOWS; at += blockDim.x) {
    int y = at / WINDOWS, x = at % WINDOWS;
    int row = top - RADIUS + y, column = left - RADIUS + x;
    Slope slope = {0.0f, 0.0f, 0.0f};
    float constant = 0.0f;
    if (row >= margin && row < height - margin && column >= margin && column < width - margin) {
      Moments m = moments.at(y, x);
      slope = slope_of(kind, Statistics(m, origin_a, origin_b));
      // A pixel's share is by_mean + 2 by_variance (a_i - mean_a) + by_covariance (b_i - mean_b).
      constant = slope.by_mean - 2.0f * slope.by_variance * m.a - slope.by_covariance * m.b;
    }
    slopes[0][y][x] = constant;
    slopes[1][y][x] = slope.by_variance;
    slopes[2][y][x] = slope.by_covariance;
  }
  __syncthreads();
  // The transposed filter along rows goes where the row moments were: entry (window's row, pixel's column).
  for (int at = threadIdx.x; at < WINDOWS * GRADIENT_TILE; at += blockDim.x) {
    int y = at / GRADIENT_TILE, x = at % GRADIENT_TILE;
    int pixel = left + x;
    float sums[3] = {0.0f, 0.0f, 0.0f};
    if (pixel < width) {
#pragma unroll
      for (int tap = 0; tap < TAPS; ++tap) {
        float weight = reflected_weight(pixel + tap - RADIUS, pixel, width);
#pragma unroll
        for (int k = 0; k < 3; ++k) {
          sums[k] += weight * slopes[k][y][x + tap];
        }
      }
    }
#pragma unroll
    for (int k = 0; k < 3; ++k) {
      moments.values[k][y][x] = sums[k];
    }
  }
  __syncthreads();
  float each = factors[blockIdx.z / channels] * scale;
  for (int at = threadIdx.x; at < GRADIENT_TILE * GRADIENT_TILE; at += blockDim.x) {
    int y = at / GRADIENT_TILE, x = at % GRADIENT_TILE;
    int row = top + y, column = left + x;
    if (row < height && column < width) {
      float sums[3] = {0.0f, 0.0f, 0.0f};
#pragma unroll
      for (int tap = 0; tap < TAPS; ++tap) {
        float weight = reflected_weight(row + tap - RADIUS, row, height);
#pragma unroll
        for (int k = 0; k < 3; ++k) {
          sums[k] += weight * moments.values[k][y + tap][x];
        }
      }
      float pixel_a = tile.a[y + 2 * RADIUS][x + 2 * RADIUS], pixel_b = tile.b[y + 2 * RADIUS][x + 2 * RADIUS];
      float gradient = each * (sums[0] + 2.0f * pixel_a * sums[1] + pixel_b * sums[2]);
      int rows = height / 2, columns = width / 2;
      if (coarser != nullptr && row / 2 < rows && column / 2 < columns) {
        gradient += 0.25f * coarser[(static_cast<long long>(blockIdx.z) * rows + row / 2) * columns + column / 2];
      }
      grad_a[plane + row * width + column] = gradient;
    }
  }
}
SINOPIA_KERNEL(similarity_gradient)

// moments [planes, 5, height, width]: the windowed means of a, b, a^2, b^2, ab. Blocks and tiles as similarity_sums.
extern "C" __global__ void __launch_bounds__(256) gaussian_moments(const float* a, const float* b, int height,
                                                                   int width, float* out) {
  __shared__ PairTile<TILE_ROWS + 2 * RADIUS, TILE_COLUMNS + 2 * RADIUS> tile;
  __shared__ RowMoments<TILE_ROWS + 2 * RADIUS, TILE_COLUMNS> moments;
  long long area = static_cast<long long>(height) * width;
  int top = blockIdx.y * TILE_ROWS, left = blockIdx.x * TILE_COLUMNS;
  tile.load(a + blockIdx.z * area, b + blockIdx.z * area, height, width, top - RADIUS, left - RADIUS, 0.0f, 0.0f);
  __syncthreads();
  moments.filter(tile);
  __syncthreads();
  for (int at = threadIdx.x; at < TILE_ROWS * TILE_COLUMNS; at += blockDim.x) {
    int y = at / TILE_COLUMNS, x = at % TILE_COLUMNS;
    int row = top + y, column = left + x;
    if (row < height && column < width) {
      Moments m = moments.at(y, x);
      float* to = out + blockIdx.z * 5 * area + static_cast<long long>(row) * width + column;
      to[0] = m.a;
      to[area] = m.b;
      to[2 * area] = m.aa;
      to[3 * area] = m.bb;
      to[4 * area] = m.ab;
    }
  }
}
SINOPIA_KERNEL(gaussian_moments)
