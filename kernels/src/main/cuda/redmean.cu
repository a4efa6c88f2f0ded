// The redmean colour distance (CompuPhase), its mean and its gradient in one pass. With D = prediction - target and
// r = 255 (R1 + R2) / 2:
//
//   d2 = (2 + r/256) DR^2 + 4 DG^2 + (2 + (255 - r)/256) DB^2 + epsilon;  loss = mean sqrt(d2), or mean d2
//   by R: (2 (2 + r/256) DR + (DR^2 - DB^2) 255/512) / (2 d n);  by G: 8 DG / (2 d n);  by B: 2 (2 + ...) DB / (2 d n)
//
// 256 threads a block, four pixels a thread where planes are a multiple of four pixels and aligned to 16
// bytes, partial sums by block, then
// pointwise_loss.cu's mean_of_partials. Shared memory 256 bytes; registers aimed at: 64. Per pixel reads 24 bytes,
// writes 12 (16 with the map of distances), about 25 FLOPs: bound by memory.
#include "partial_sums.cuh"

namespace {

struct Pixel {
  float distance, red, green, blue;
};

__device__ __forceinline__ Pixel redmean_pixel(float r1, float g1, float b1, float r2, float g2, float b2, float scale,
                                               bool squared) {
  const float epsilon = 1e-12f;
  float mean_red = 127.5f * (r1 + r2);
  float dr = r1 - r2, dg = g1 - g2, db = b1 - b2;
  float red_weight = 2.0f + mean_red * (1.0f / 256.0f);
  float blue_weight = 2.0f + (255.0f - mean_red) * (1.0f / 256.0f);
  float d2 = red_weight * dr * dr + 4.0f * dg * dg + blue_weight * db * db + epsilon;
  float distance = squared ? d2 : sqrtf(d2);
  float by_square = squared ? scale : 0.5f * scale / distance;
  float by_mean_red = (dr * dr - db * db) * (1.0f / 256.0f);
  return Pixel{distance, by_square * (2.0f * red_weight * dr + by_mean_red * 127.5f), by_square * 8.0f * dg,
               by_square * 2.0f * blue_weight * db};
}

}  // namespace

// prediction, target and gradient are [batch, 3, area], distance [batch, area]; distance and gradient may be null;
// scale is 1/(batch area).
extern "C" __global__ void __launch_bounds__(256) redmean(const float* prediction, const float* target,
                                                          float* distance, float* gradient, double* partials, int batch,
                                                          int area, int aligned, float scale, int squared) {
  __shared__ double shared[WARP];
  int thread = blockIdx.x * blockDim.x + threadIdx.x;
  int threads = gridDim.x * blockDim.x;
  double sum = 0.0;
  if (aligned != 0 && area % 4 == 0) {
    int quads = area / 4;
    for (int i = thread; i < batch * quads; i += threads) {
      int image = i / quads, at = 4 * (i % quads);
      const float* p = prediction + 3 * image * area + at;
      const float* t = target + 3 * image * area + at;
      float4 r1 = load4(p), g1 = load4(p + area), b1 = load4(p + 2 * area);
      float4 r2 = load4(t), g2 = load4(t + area), b2 = load4(t + 2 * area);
      Pixel x = redmean_pixel(r1.x, g1.x, b1.x, r2.x, g2.x, b2.x, scale, squared != 0);
      Pixel y = redmean_pixel(r1.y, g1.y, b1.y, r2.y, g2.y, b2.y, scale, squared != 0);
      Pixel z = redmean_pixel(r1.z, g1.z, b1.z, r2.z, g2.z, b2.z, scale, squared != 0);
      Pixel w = redmean_pixel(r1.w, g1.w, b1.w, r2.w, g2.w, b2.w, scale, squared != 0);
      sum += (x.distance + y.distance) + (z.distance + w.distance);
      if (distance != nullptr) {
        store4(distance + image * area + at, make_float4(x.distance, y.distance, z.distance, w.distance));
      }
      if (gradient != nullptr) {
        float* g = gradient + 3 * image * area + at;
        store4(g, make_float4(x.red, y.red, z.red, w.red));
        store4(g + area, make_float4(x.green, y.green, z.green, w.green));
        store4(g + 2 * area, make_float4(x.blue, y.blue, z.blue, w.blue));
      }
    }
  } else {
    for (int i = thread; i < batch * area; i += threads) {
      int image = i / area, at = i % area;
      const float* p = prediction + 3 * image * area + at;
      const float* t = target + 3 * image * area + at;
      Pixel x = redmean_pixel(p[0], p[area], p[2 * area], t[0], t[area], t[2 * area], scale, squared != 0);
      sum += x.distance;
      if (distance != nullptr) {
        distance[i] = x.distance;
      }
      if (gradient != nullptr) {
        float* g = gradient + 3 * image * area + at;
        g[0] = x.red;
        g[area] = x.green;
        g[2 * area] = x.blue;
      }
    }
  }
  sum = block_total(sum, shared);
  if (threadIdx.x == 0) {
    partials[blockIdx.x] = sum;
  }
}
SINOPIA_KERNEL(redmean)
