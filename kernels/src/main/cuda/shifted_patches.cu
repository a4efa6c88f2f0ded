// Shifted patch tokenisation (Lee et al. 2021, arXiv 2112.13492, section 3.1) with its LayerNorm, forward and backward,
// and plain patches in both directions, of any shape; fixed_patches.cu has the most common. Token f of patch (R, Q) is,
// with c fastest,
//
//   f = (pixel * copies + copy) * C + c,  value x[c, R p + pixel / p + dy(copy), Q p + pixel % p + dx(copy)], 0 outside
//   token = (value - mean) * rstd * gamma + beta over the F = copies C p^2 values of a patch
//
// Forward: a block of 256 threads for each token. It reads the patch with the margin that its shifts reach, once, into
// dynamic shared memory (4 C (p + 2 s)^2 bytes: 12 KB for C = 3, p = 16), takes mean and variance there in two passes,
// and writes the token. Where that is more shared memory than a block may have, it reads x through the cache instead.
// Bytes: x once per patch with its margin, 4 F per token written: bound by writing the tokens.
//
// Backward: (1) a block for each token: the two means of the LayerNorm's backward; (2) each pixel gathers the gradients
// of the at most `copies` places it was copied to, no atomics; (3) gamma and beta by columns of features and shares of
// tokens, which column_sum.cu adds up in order. Bytes: gradients of the tokens three times: bound by reading them.
// Registers aimed at: 40.
#include "sinopia.cuh"

namespace {

constexpr int MAX_COPIES = 5;

// How images are cut: shape [.., channels, height, width], patches of patch x patch, each with `copies` shifted copies.
struct Cut {
  int channels, height, width, patch, copies;
  // For each copy.
  int dy[MAX_COPIES], dx[MAX_COPIES];

  __device__ int across() const { return width / patch; }
  __device__ int tokens() const { return height / patch * (width / patch); }
  __device__ int features() const { return copies * channels * patch * patch; }
};

// Where feature f of a patch lies in it.
struct Place {
  int channel, y, x;
};

// The first numbers are those of the patch, before its shift.
__device__ __forceinline__ Place place_of(const Cut& cut, int f) {
  int channel = f % cut.channels;
  int copy = f / cut.channels % cut.copies;
  int pixel = f / (cut.channels * cut.copies);
  return Place{channel, pixel / cut.patch + cut.dy[copy], pixel % cut.patch + cut.dx[copy]};
}

// One patch and its surroundings, in shared memory or, where that is too small, in the image.
struct Window {
  const float* staged;
  const float* image;
  int top, left, margin, side, plane;

  __device__ float at(const Cut& cut, int f) const {
    Place place = place_of(cut, f);
    if (staged != nullptr) {
      return staged[place.channel * plane + (place.y + margin) * side + place.x + margin];
    }
    int y = top + place.y, x = left + place.x;
    bool inside = y >= 0 && y < cut.height && x >= 0 && x < cut.width;
    return inside ? load_constant(image + (place.channel * cut.height + y) * cut.width + x) : 0.0f;
  }
};

// margin is how far the shifts reach; staged is null or room for channels * plane floats. All threads call it.
__device__ __forceinline__ Window open_window(const Cut& cut, const float* x, int token, int margin, float* staged) {
  int sample = token / cut.tokens(), patch = token % cut.tokens();
  Window window;
  window.staged = staged;
  window.image = x + static_cast<long long>(sample) * cut.channels * cut.height * cut.width;
  window.top = patch / cut.across() * cut.patch;
  window.left = patch % cut.across() * cut.patch;
  window.margin = margin;
  window.side = cut.patch + 2 * margin;
  window.plane = window.side * window.side | 1;
  if (staged != nullptr) {
    int area = window.side * window.side;
    for (int at = threadIdx.x; at < cut.channels * area; at += blockDim.x) {
      int channel = at / area, pixel = at % area;
      int row = window.top - margin + pixel / window.side, column = window.left - margin + pixel % window.side;
      bool inside = row >= 0 && row < cut.height && column >= 0 && column < cut.width;
      staged[channel * window.plane + pixel] =
          inside ? load_constant(window.image + (channel * cut.height + row) * cut.width + column) : 0.0f;
    }
    __syncthreads();
  }
  return window;
}

}  // namespace

// One block a token. With `stage`, dynamic shared memory holds channels * ((patch + 2 margin)^2 | 1) floats.
extern "C" __global__ void __launch_bounds__(256) shifted_patch_tokens(const float* x, Cut cut, int margin, int stage,
                                                                       const float* gamma, const float* beta,
                                                                       float epsilon, float* tokens, float* mean,
                                                                       float* rstd) {
  __shared__ float partial[WARP];
  SINOPIA_DYNAMIC_SHARED(float, staged);
  int token = blockIdx.x;
  Window window = open_window(cut, x, token, margin, stage != 0 ? staged : nullptr);
  int features = cut.features();
  float sum = 0.0f;
  for (int f = threadIdx.x; f < features; f += blockDim.x) {
    sum += window.at(cut, f);
  }
  float centre = block_sum(sum, partial) / static_cast<float>(features);
  float squares = 0.0f;
  for (int f = threadIdx.x; f < features; f += blockDim.x) {
    float off = window.at(cut, f) - centre;
    squares += off * off;
  }
  float scale = 1.0f / sqrtf(block_sum(squares, partial) / static_cast<float>(features) + epsilon);
  float* out = tokens + static_cast<long long>(token) * features;
  for (int f = threadIdx.x; f < features; f += blockDim.x) {
    out[f] = (window.at(cut, f) - centre) * scale * gamma[f] + beta[f];
  }
  if (threadIdx.x == 0) {
    mean[token] = centre;
    rstd[token] = scale;
  }
}
SINOPIA_KERNEL(shifted_patch_tokens)

// means[2 token] = the mean over features of g = gradient * gamma, means[2 token + 1] that of g * normalised.
extern "C" __global__ void __launch_bounds__(256) shifted_patch_means(const float* x, Cut cut, int margin, int stage,
                                                                      const float* gamma, const float* mean,
                                                                      const float* rstd, const float* gradient,
                                                                      float* means) {
  __shared__ float partial[WARP];
  SINOPIA_DYNAMIC_SHARED(float, staged);
  int token = blockIdx.x;
  Window window = open_window(cut, x, token, margin, stage != 0 ? staged : nullptr);
  int features = cut.features();
  const float* g = gradient + static_cast<long long>(token) * features;
  float centre = mean[token], scale = rstd[token];
  float sum = 0.0f, along = 0.0f;
  for (int f = threadIdx.x; f < features; f += blockDim.x) {
    float pull = g[f] * gamma[f];
    sum += pull;
    along += pull * ((window.at(cut, f) - centre) * scale);
  }
  sum = block_sum(sum, partial);
  along = block_sum(along, partial);
  if (threadIdx.x == 0) {
    means[2 * token] = sum / static_cast<float>(features);
    means[2 * token + 1] = along / static_cast<float>(features);
  }
}
SINOPIA_KERNEL(shifted_patch_means)

// Each pixel of grad_x [batch, channels, height, width] gathers from the tokens that hold a copy of it.
extern "C" __global__ void __launch_bounds__(256) shifted_patch_gather(const float* x, Cut cut, int batch,
                                                                       const float* gamma, const float* mean,
                                                                       const float* rstd, const float* gradient,
                                                                       const float* means, float* grad_x) {
  int area = cut.height * cut.width;
  int features = cut.features();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < batch * cut.channels * area;
       i += gridDim.x * blockDim.x) {
    int column = i % cut.width, row = i / cut.width % cut.height;
    int channel = i / area % cut.channels, sample = i / (area * cut.channels);
    float value = x[i];
    float sum = 0.0f;
    for (int copy = 0; copy < cut.copies; ++copy) {
      int to_row = row - cut.dy[copy], to_column = column - cut.dx[copy];
      if (to_row >= 0 && to_row < cut.height && to_column >= 0 && to_column < cut.width) {
        int token = sample * cut.tokens() + to_row / cut.patch * cut.across() + to_column / cut.patch;
        int pixel = to_row % cut.patch * cut.patch + to_column % cut.patch;
        int f = (pixel * cut.copies + copy) * cut.channels + channel;
        float scale = rstd[token];
        float pull = gradient[static_cast<long long>(token) * features + f] * gamma[f];
        sum += scale * (pull - means[2 * token] - (value - mean[token]) * scale * means[2 * token + 1]);
      }
    }
    grad_x[i] = sum;
  }
}
SINOPIA_KERNEL(shifted_patch_gather)

// along[share][f] = the sum over the share's tokens of gradient * normalised, sums[share][f] that of gradient.
// blockIdx.x cuts the features, blockIdx.y the tokens.
extern "C" __global__ void __launch_bounds__(256) shifted_patch_columns(const float* x, Cut cut, int tokens,
                                                                        const float* mean, const float* rstd,
                                                                        const float* gradient, float* along,
                                                                        float* sums) {
  int features = cut.features();
  int f = blockIdx.x * blockDim.x + threadIdx.x;
  if (f >= features) {
    return;
  }
  int share = (tokens + static_cast<int>(gridDim.y) - 1) / static_cast<int>(gridDim.y);
  int begin = blockIdx.y * share;
  int end = min(begin + share, tokens);
  Place place = place_of(cut, f);
  float dot = 0.0f, sum = 0.0f;
  for (int token = begin; token < end; ++token) {
    int patch = token % cut.tokens(), sample = token / cut.tokens();
    int row = patch / cut.across() * cut.patch + place.y, column = patch % cut.across() * cut.patch + place.x;
    bool inside = row >= 0 && row < cut.height && column >= 0 && column < cut.width;
    long long at = ((static_cast<long long>(sample) * cut.channels + place.channel) * cut.height + row) * cut.width;
    float value = inside ? load_constant(x + at + column) : 0.0f;
    float g = gradient[static_cast<long long>(token) * features + f];
    dot += g * ((value - mean[token]) * rstd[token]);
    sum += g;
  }
  along[static_cast<long long>(blockIdx.y) * features + f] = dot;
  sums[static_cast<long long>(blockIdx.y) * features + f] = sum;
}
SINOPIA_KERNEL(shifted_patch_columns)

// tokens = the patches of an image, a copy (copies is 1); threads follow the tokens.
extern "C" __global__ void __launch_bounds__(256) patchify(const float* image, Cut cut, int elements, float* tokens) {
  int features = cut.features();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < elements; i += gridDim.x * blockDim.x) {
    int token = i / features;
    Place place = place_of(cut, i % features);
    int patch = token % cut.tokens(), sample = token / cut.tokens();
    int row = patch / cut.across() * cut.patch + place.y, column = patch % cut.across() * cut.patch + place.x;
    tokens[i] = image[((sample * cut.channels + place.channel) * cut.height + row) * cut.width + column];
  }
}
SINOPIA_KERNEL(patchify)

// image = the patches put back; threads follow the image.
extern "C" __global__ void __launch_bounds__(256) unpatchify(const float* tokens, Cut cut, int elements, float* image) {
  int area = cut.height * cut.width;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < elements; i += gridDim.x * blockDim.x) {
    int column = i % cut.width, row = i / cut.width % cut.height;
    int channel = i / area % cut.channels, sample = i / (area * cut.channels);
    int token = sample * cut.tokens() + row / cut.patch * cut.across() + column / cut.patch;
    int pixel = row % cut.patch * cut.patch + column % cut.patch;
    image[i] = tokens[static_cast<long long>(token) * cut.features() + pixel * cut.channels + channel];
  }
}
SINOPIA_KERNEL(unpatchify)
