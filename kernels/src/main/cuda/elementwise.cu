// y = f(x), y = f(a, b) with broadcasting, y = alpha x + beta y, and fills.
//
// Each thread of a grid-stride loop takes four neighbouring elements, in one access of 16 bytes where all operands are
// aligned to 16 (`vectors` groups of four; 0 where they are not), and the rest one by one. No shared memory, 16 to 32
// registers. Moved: 4 bytes for each element read and written, one to some ten FLOPs for each: bound by memory.
// Share of that bound: not measured on a GPU yet. An output may be an input, so nothing goes through the read-only cache.
#include "activation.cuh"

namespace {

__device__ __forceinline__ int first_item() { return blockIdx.x * blockDim.x + threadIdx.x; }

__device__ __forceinline__ int item_stride() { return gridDim.x * blockDim.x; }

template <typename T>
__device__ __forceinline__ void fill(T* y, T value, int n) {
  for (long long i = first_item(); i < n; i += item_stride()) {
    y[i] = value;
  }
}

}  // namespace

extern "C" __global__ void fill_8(unsigned char* y, int value, int n) { fill(y, static_cast<unsigned char>(value), n); }
SINOPIA_KERNEL(fill_8)

extern "C" __global__ void fill_16(unsigned short* y, int value, int n) {
  fill(y, static_cast<unsigned short>(value), n);
}
SINOPIA_KERNEL(fill_16)

extern "C" __global__ void fill_32(int* y, int value, int vectors, int n) {
  for (int i = first_item(); i < vectors; i += item_stride()) {
    reinterpret_cast<int4*>(y)[i] = make_int4(value, value, value, value);
  }
  for (long long i = 4LL * vectors + first_item(); i < n; i += item_stride()) {
    y[i] = value;
  }
}
SINOPIA_KERNEL(fill_32)

extern "C" __global__ void fill_64(long long* y, long long value, int n) { fill(y, value, n); }
SINOPIA_KERNEL(fill_64)

extern "C" __global__ void unary(int function, const float* x, float* y, int vectors, int n) {
  for (int i = first_item(); i < vectors; i += item_stride()) {
    float4 v = load4(x + 4LL * i);
    store4(y + 4LL * i, make_float4(activate(function, v.x), activate(function, v.y), activate(function, v.z),
                                    activate(function, v.w)));
  }
  for (long long i = 4LL * vectors + first_item(); i < n; i += item_stride()) {
    y[i] = activate(function, x[i]);
  }
}
SINOPIA_KERNEL(unary)

// grad_x = grad_y f'(x).
extern "C" __global__ void unary_backward(int function, const float* x, const float* grad_y, float* grad_x, int vectors,
                                          int n) {
  for (int i = first_item(); i < vectors; i += item_stride()) {
    float4 v = load4(x + 4LL * i), g = load4(grad_y + 4LL * i);
    store4(grad_x + 4LL * i, make_float4(g.x * slope(function, v.x), g.y * slope(function, v.y),
                                         g.z * slope(function, v.z), g.w * slope(function, v.w)));
  }
  for (long long i = 4LL * vectors + first_item(); i < n; i += item_stride()) {
    grad_x[i] = grad_y[i] * slope(function, x[i]);
  }
}
SINOPIA_KERNEL(unary_backward)

extern "C" __global__ void binary(int function, const float* a, const float* b, float* y, int vectors, int n) {
  for (int i = first_item(); i < vectors; i += item_stride()) {
    float4 u = load4(a + 4LL * i), v = load4(b + 4LL * i);
    store4(y + 4LL * i, make_float4(combine(function, u.x, v.x), combine(function, u.y, v.y),
                                    combine(function, u.z, v.z), combine(function, u.w, v.w)));
  }
  for (long long i = 4LL * vectors + first_item(); i < n; i += item_stride()) {
    y[i] = combine(function, a[i], b[i]);
  }
}
SINOPIA_KERNEL(binary)

namespace {

// f(a, b), or f(b, a) if swapped.
__device__ __forceinline__ float combine_in_order(int function, int swapped, float a, float b) {
  return combine(function, swapped ? b : a, swapped ? a : b);
}

}  // namespace

// y_i = f(a_i, b_j), j = i mod period: b is what a has along its inner axes, or one number. `vectors` is the number of
// whole groups of four, 0 if an operand is unaligned or the period is neither 1 nor a multiple of 4.
extern "C" __global__ void binary_repeated(int function, int swapped, const float* a, const float* b, float* y,
                                           int period, int vectors, int n) {
  for (int i = first_item(); i < vectors; i += item_stride()) {
    float4 u = load4(a + 4LL * i), v;
    if (period == 1) {
      v.x = v.y = v.z = v.w = b[0];
    } else {
      v = load4(b + 4 * (i % (period / 4)));
    }
    store4(y + 4LL * i,
           make_float4(combine_in_order(function, swapped, u.x, v.x), combine_in_order(function, swapped, u.y, v.y),
                       combine_in_order(function, swapped, u.z, v.z), combine_in_order(function, swapped, u.w, v.w)));
  }
  for (long long i = 4LL * vectors + first_item(); i < n; i += item_stride()) {
    y[i] = combine_in_order(function, swapped, a[i], b[static_cast<int>(i) % period]);
  }
}
SINOPIA_KERNEL(binary_repeated)

constexpr int MAX_AXES = 8;

// The axes of a broadcast, innermost first, neighbours merged where both operands allow it; a stride is 0 along an axis
// that the operand lacks.
struct Broadcast {
  int rank;
  int extents[MAX_AXES], strides_a[MAX_AXES], strides_b[MAX_AXES];
};

extern "C" __global__ void binary_broadcast(int function, const float* a, const float* b, float* y, Broadcast axes,
                                            int n) {
  for (long long i = first_item(); i < n; i += item_stride()) {
    int rest = static_cast<int>(i), from_a = 0, from_b = 0;
#pragma unroll
    for (int axis = 0; axis < MAX_AXES; ++axis) {
      if (axis < axes.rank) {
        int index = rest % axes.extents[axis];
        rest /= axes.extents[axis];
        from_a += index * axes.strides_a[axis];
        from_b += index * axes.strides_b[axis];
      }
    }
    y[i] = combine(function, a[from_a], b[from_b]);
  }
}
SINOPIA_KERNEL(binary_broadcast)

// With beta = 0 the old y is not read: it may hold anything.
extern "C" __global__ void axpby(float alpha, const float* x, float beta, float* y, int vectors, int n) {
  for (int i = first_item(); i < vectors; i += item_stride()) {
    float4 u = load4(x + 4LL * i), v = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if (beta != 0.0f) {
      v = load4(y + 4LL * i);
    }
    store4(y + 4LL * i, make_float4(alpha * u.x + beta * v.x, alpha * u.y + beta * v.y, alpha * u.z + beta * v.z,
                                    alpha * u.w + beta * v.w));
  }
  for (long long i = 4LL * vectors + first_item(); i < n; i += item_stride()) {
    y[i] = alpha * x[i] + (beta != 0.0f ? beta * y[i] : 0.0f);
  }
}
SINOPIA_KERNEL(axpby)
