// y = x in another element type: rounded to nearest, ties to even; integers clamped to their range, NaN becoming 0.
//
// One element a thread of a grid-stride loop. Float32 to itself or to bfloat16 and back stay in single precision; all
// other pairs go by way of float64, which holds every type exactly. No shared memory. Moved: the size of both operands;
// bound by memory, or by the double-precision units where there are few. Share: not measured on a GPU yet.
#include "dtype.cuh"
#include "tensor_core.cuh"

namespace {

__device__ __forceinline__ double load_as_double(int type, const void* x, long long i) {
  switch (type) {
    case F32: return static_cast<const float*>(x)[i];
    case F64: return static_cast<const double*>(x)[i];
    case BF16: return to_float(bf16{static_cast<const unsigned short*>(x)[i]});
    case U8: return static_cast<const unsigned char*>(x)[i];
    case U16: return static_cast<const unsigned short*>(x)[i];
    default: return static_cast<const int*>(x)[i];
  }
}

// Rounds once although by way of float: the first step rounds to odd (Boldo and Melquiond 2008), which keeps in the last
// bit whether anything was lost.
__device__ __forceinline__ unsigned short double_to_bf16(double value) {
  if (isnan(value)) {
    return 0x7fc0u;
  }
  float nearest = static_cast<float>(value);
  unsigned odd = __float_as_uint(nearest);
  if (static_cast<double>(nearest) != value) {
    odd = (fabs(static_cast<double>(nearest)) > fabs(value) ? odd - 1u : odd) | 1u;
  }
  return static_cast<unsigned short>((odd + 0x7fffu + (odd >> 16 & 1u)) >> 16);
}

__device__ __forceinline__ int clamped(double value, double low, double high) {
  return isnan(value) ? 0 : static_cast<int>(rint(fmin(fmax(value, low), high)));
}

__device__ __forceinline__ void store_double(int type, void* y, long long i, double value) {
  switch (type) {
    case F32: static_cast<float*>(y)[i] = static_cast<float>(value); break;
    case F64: static_cast<double*>(y)[i] = value; break;
    case BF16: static_cast<unsigned short*>(y)[i] = double_to_bf16(value); break;
    case U8: static_cast<unsigned char*>(y)[i] = static_cast<unsigned char>(clamped(value, 0.0, 255.0)); break;
    case U16: static_cast<unsigned short*>(y)[i] = static_cast<unsigned short>(clamped(value, 0.0, 65535.0)); break;
    default: static_cast<int*>(y)[i] = clamped(value, -2147483648.0, 2147483647.0);
  }
}

}  // namespace

extern "C" __global__ void cast(int from, const void* x, int to, void* y, int n) {
  for (long long i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    if (from == F32 && to == F32) {
      static_cast<float*>(y)[i] = static_cast<const float*>(x)[i];
    } else if (from == F32 && to == BF16) {
      static_cast<bf16*>(y)[i] = to_bf16(static_cast<const float*>(x)[i]);
    } else if (from == BF16 && to == F32) {
      static_cast<float*>(y)[i] = to_float(static_cast<const bf16*>(x)[i]);
    } else {
      store_double(to, y, i, load_as_double(from, x, i));
    }
  }
}
SINOPIA_KERNEL(cast)
