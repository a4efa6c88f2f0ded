// Moving elements of any type: permuted, expanded, sliced, concatenated, padded, gathered by index; and the backward of
// the last two.
//
// Elements are moved by their size, 1, 2, 4 or 8 bytes, one a thread of a grid-stride loop over the smaller operand;
// copies take 16 bytes as one element where both operands have them side by side and aligned. Axes come merged and
// innermost first. No shared memory, registers aimed at: 40. Reads and writes each element once:
// bound by memory, or where neighbours in one operand are far apart in the other by its transactions. Not measured on a
// GPU yet.
#include "sinopia.cuh"

namespace {

constexpr int AXES = 8;

// How a position in a common shape, innermost axis first, lies in two operands.
struct Strides {
  int rank;
  int extents[AXES];
  int steps_a[AXES];
  int steps_b[AXES];
};

template <typename T>
__device__ __forceinline__ void copy_strided(const T* x, T* y, const Strides& strides, int n) {
  for (long long i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    int position = static_cast<int>(i);
    long long from = 0, to = 0;
    // Unrolled so that the steps stay in constant memory.
#pragma unroll
    for (int axis = 0; axis < AXES; ++axis) {
      if (axis < strides.rank) {
        int at = position % strides.extents[axis];
        position /= strides.extents[axis];
        from += static_cast<long long>(at) * strides.steps_a[axis];
        to += static_cast<long long>(at) * strides.steps_b[axis];
      }
    }
    y[to] = x[from];
  }
}

// Axes innermost first: of the padded tensor, of the one inside, and how many elements come before it.
struct Padding {
  int rank;
  int outer[AXES];
  int inner[AXES];
  int before[AXES];
  int reflect;
};

// Where padded element i comes from, or -1.
__device__ __forceinline__ long long source(const Padding& padding, int i) {
  long long from = 0, step = 1;
  bool inside = true;
#pragma unroll
  for (int axis = 0; axis < AXES; ++axis) {
    if (axis < padding.rank) {
      int at = i % padding.outer[axis] - padding.before[axis];
      i /= padding.outer[axis];
      int last = padding.inner[axis] - 1;
      if (padding.reflect != 0) {
        at = at < 0 ? -at : (at > last ? 2 * last - at : at);
      }
      inside = inside && at >= 0 && at <= last;
      from += at * step;
      step *= padding.inner[axis];
    }
  }
  return inside ? from : -1;
}

template <typename T>
__device__ __forceinline__ void pad(const T* x, T* y, const Padding& padding, int n) {
  for (long long i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    long long from = source(padding, static_cast<int>(i));
    y[i] = from < 0 ? T(0) : x[from];
  }
}

template <typename T>
__device__ __forceinline__ void gather(const T* x, const int* indices, T* y, int rows, int row, int n) {
  for (long long i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    int from = indices[i / row];
    y[i] = from >= 0 && from < rows ? x[static_cast<long long>(from) * row + i % row] : T(0);
  }
}

}  // namespace

extern "C" __global__ void copy_strided_8(const unsigned char* x, unsigned char* y, Strides strides, int n) {
  copy_strided(x, y, strides, n);
}
SINOPIA_KERNEL(copy_strided_8)

extern "C" __global__ void copy_strided_16(const unsigned short* x, unsigned short* y, Strides strides, int n) {
  copy_strided(x, y, strides, n);
}
SINOPIA_KERNEL(copy_strided_16)

extern "C" __global__ void copy_strided_32(const unsigned* x, unsigned* y, Strides strides, int n) {
  copy_strided(x, y, strides, n);
}
SINOPIA_KERNEL(copy_strided_32)

extern "C" __global__ void copy_strided_64(const unsigned long long* x, unsigned long long* y, Strides strides, int n) {
  copy_strided(x, y, strides, n);
}
SINOPIA_KERNEL(copy_strided_64)

extern "C" __global__ void copy_strided_128(const int4* x, int4* y, Strides strides, int n) {
  copy_strided(x, y, strides, n);
}
SINOPIA_KERNEL(copy_strided_128)

extern "C" __global__ void pad_8(const unsigned char* x, unsigned char* y, Padding padding, int n) {
  pad(x, y, padding, n);
}
SINOPIA_KERNEL(pad_8)

extern "C" __global__ void pad_16(const unsigned short* x, unsigned short* y, Padding padding, int n) {
  pad(x, y, padding, n);
}
SINOPIA_KERNEL(pad_16)

extern "C" __global__ void pad_32(const unsigned* x, unsigned* y, Padding padding, int n) { pad(x, y, padding, n); }
SINOPIA_KERNEL(pad_32)

extern "C" __global__ void pad_64(const unsigned long long* x, unsigned long long* y, Padding padding, int n) {
  pad(x, y, padding, n);
}
SINOPIA_KERNEL(pad_64)

// grad_x gathers the gradients of every place an element was put: itself, and along a reflected axis its images before
// and after it.
extern "C" __global__ void pad_backward(const float* grad_y, float* grad_x, Padding padding, int n) {
  for (long long i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    int images = 1;
#pragma unroll
    for (int axis = 0; axis < AXES; ++axis) {
      bool mirrored = axis < padding.rank && padding.reflect != 0 && padding.outer[axis] > padding.inner[axis];
      images *= mirrored ? 3 : 1;
    }
    float sum = 0.0f;
    for (int image = 0; image < images; ++image) {
      int position = static_cast<int>(i), choice = image;
      long long from = 0, step = 1;
      bool there = true;
#pragma unroll
      for (int axis = 0; axis < AXES; ++axis) {
        if (axis < padding.rank) {
          int last = padding.inner[axis] - 1;
          int at = position % padding.inner[axis];
          position /= padding.inner[axis];
          int to = at;
          if (padding.reflect != 0 && padding.outer[axis] > padding.inner[axis]) {
            int which = choice % 3;
            choice /= 3;
            to = which == 0 ? at : (which == 1 ? -at : 2 * last - at);
            // An element on the border has no image there.
            there = there && (which == 0 || (which == 1 ? at > 0 : at < last));
          }
          to += padding.before[axis];
          there = there && to >= 0 && to < padding.outer[axis];
          from += to * step;
          step *= padding.outer[axis];
        }
      }
      if (there) {
        sum += grad_y[from];
      }
    }
    grad_x[i] = sum;
  }
}
SINOPIA_KERNEL(pad_backward)

// x [rows, row], n elements of y.
extern "C" __global__ void gather_8(const unsigned char* x, const int* indices, unsigned char* y, int rows, int row,
                                    int n) {
  gather(x, indices, y, rows, row, n);
}
SINOPIA_KERNEL(gather_8)

extern "C" __global__ void gather_16(const unsigned short* x, const int* indices, unsigned short* y, int rows, int row,
                                     int n) {
  gather(x, indices, y, rows, row, n);
}
SINOPIA_KERNEL(gather_16)

extern "C" __global__ void gather_32(const unsigned* x, const int* indices, unsigned* y, int rows, int row, int n) {
  gather(x, indices, y, rows, row, n);
}
SINOPIA_KERNEL(gather_32)

extern "C" __global__ void gather_64(const unsigned long long* x, const int* indices, unsigned long long* y, int rows,
                                     int row, int n) {
  gather(x, indices, y, rows, row, n);
}
SINOPIA_KERNEL(gather_64)

// grad_x[j] = the sum of grad_y[i] over all i < count with indices[i] = j, in order of i: each row looks for its own, so
// that no two threads add to one place. blockIdx.x is the row, its threads go along it.
extern "C" __global__ void __launch_bounds__(128) scatter_add(const float* grad_y, const int* indices, float* grad_x,
                                                              int count, int rows, int row) {
  for (int j = blockIdx.x; j < rows; j += gridDim.x) {
    for (int k = threadIdx.x; k < row; k += blockDim.x) {
      float sum = 0.0f;
      for (int i = 0; i < count; ++i) {
        if (indices[i] == j) {
          sum += grad_y[static_cast<long long>(i) * row + k];
        }
      }
      grad_x[static_cast<long long>(j) * row + k] = sum;
    }
  }
}
SINOPIA_KERNEL(scatter_add)
