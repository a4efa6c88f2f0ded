// Tensor cores: products of small matrices by one warp, and the numbers they take. Device and emulator definitions of
// each. Layouts are those of the PTX manual ("Matrix Fragments for mma.m16n8k16", "... m16n8k8"): with g = lane / 4 and
// t = lane % 4, a fragment of the 16x8 accumulator holds (g, 2t), (g, 2t+1), (g+8, 2t), (g+8, 2t+1).
//
// Below sm_80 there are neither bfloat16 nor tf32 products: there the products trap, and launchers must not choose them
// (DeviceProperties.tensorCores()).
#pragma once
#include "sinopia.cuh"

// The upper half of a float32.
struct bf16 {
  unsigned short bits;
};

__device__ __forceinline__ float to_float(bf16 value) {
  return __uint_as_float(static_cast<unsigned>(value.bits) << 16);
}

// The low and the high half of a pair of bfloat16 as floats.
__device__ __forceinline__ float low_float(unsigned pair) { return __uint_as_float(pair << 16); }

__device__ __forceinline__ float high_float(unsigned pair) { return __uint_as_float(pair & 0xffff0000u); }

// The nearest bfloat16, ties to even; NaN stays NaN.
__device__ __forceinline__ bf16 to_bf16(float value) {
  unsigned bits = __float_as_uint(value);
  unsigned rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  bool nan = (bits & 0x7fffffffu) > 0x7f800000u;
  return bf16{static_cast<unsigned short>(nan ? 0x7fffu : rounded)};
}

// Two floats rounded to bfloat16, `low` in the lower half, as fragments hold neighbours along a row.
__device__ __forceinline__ unsigned pack_bf16(float low, float high) {
#if defined(__CUDACC__) && __CUDA_ARCH__ >= 800
  unsigned pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
#else
  return static_cast<unsigned>(to_bf16(low).bits) | (static_cast<unsigned>(to_bf16(high).bits) << 16);
#endif
}

// The nearest number of 10 bits of mantissa, ties away from zero, as the bits of a float32.
__device__ __forceinline__ unsigned to_tf32(float value) {
#if defined(__CUDACC__) && __CUDA_ARCH__ >= 800
  unsigned bits;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(value));
  return bits;
#else
  unsigned bits = __float_as_uint(value);
  bool finite = (bits & 0x7f800000u) != 0x7f800000u;
  return finite ? (bits + 0x1000u) & 0xffffe000u : bits;
#endif
}

#ifdef __CUDACC__

// c += a b, where a is 16x16 bfloat16 by rows, b 16x8 by columns, c 16x8 float32. All 32 lanes call it.
// a: (g, 2t..2t+1), (g+8, 2t..), (g, 2t+8..), (g+8, 2t+8..); b: (2t..2t+1, g), (2t+8.., g).
__device__ __forceinline__ void mma_m16n8k16_bf16(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
#if __CUDA_ARCH__ >= 800
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
  __trap();
#endif
}

// c += a b, where a is 16x8 tf32 by rows, b 8x8 by columns, c 16x8 float32. All 32 lanes call it.
// a: (g, t), (g+8, t), (g, t+4), (g+8, t+4); b: (t, g), (t+4, g).
__device__ __forceinline__ void mma_m16n8k8_tf32(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
#if __CUDA_ARCH__ >= 800
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
  __trap();
#endif
}

// Loads four 8x8 matrices of 16-bit numbers from shared memory: lane i gives the address of row i % 8 of matrix i / 8,
// aligned to 16 bytes, and receives in word m the numbers (g, 2t) and (g, 2t+1) of matrix m. All 32 lanes call it.
__device__ __forceinline__ void load_matrix_x4(unsigned (&words)[4], const void* row) {
  unsigned from = static_cast<unsigned>(__cvta_generic_to_shared(row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(words[0]), "=r"(words[1]), "=r"(words[2]), "=r"(words[3])
               : "r"(from)
               : "memory");
}

// The same with each matrix transposed: word m holds the numbers (2t, g) and (2t+1, g) of matrix m.
__device__ __forceinline__ void load_matrix_x4_transposed(unsigned (&words)[4], const void* row) {
  unsigned from = static_cast<unsigned>(__cvta_generic_to_shared(row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(words[0]), "=r"(words[1]), "=r"(words[2]), "=r"(words[3])
               : "r"(from)
               : "memory");
}

// Two matrices: lanes 0 to 15 give the rows; the other lanes' addresses are not used, but must be valid.
__device__ __forceinline__ void load_matrix_x2(unsigned (&words)[2], const void* row) {
  unsigned from = static_cast<unsigned>(__cvta_generic_to_shared(row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0,%1}, [%2];"
               : "=r"(words[0]), "=r"(words[1])
               : "r"(from)
               : "memory");
}

// Two matrices, each transposed.
__device__ __forceinline__ void load_matrix_x2_transposed(unsigned (&words)[2], const void* row) {
  unsigned from = static_cast<unsigned>(__cvta_generic_to_shared(row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.trans.shared.b16 {%0,%1}, [%2];"
               : "=r"(words[0]), "=r"(words[1])
               : "r"(from)
               : "memory");
}

#endif
