// What a .cu file sees on the host in place of the CUDA compiler's built-ins. Everything that needs to know about other
// threads is a call into the emulator's runtime (runtime.cpp); the rest is plain C++.
//
// A kernel source is compiled inside an anonymous namespace with this header before it, so that every function and every
// shared variable of it is local to its library.
#pragma once
#include <math.h>
#include <cstdint>
#include <cstring>

#define __global__
#define __device__
#define __host__
#define __constant__ static
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __align__(bytes) __attribute__((aligned(bytes)))
// A library's zero-initialised variables are its shared variables and nothing else: the runtime empties them for each
// block and checks accesses to them. (A section of their own would be plainer, but GCC puts no variable of a template
// into a named section.)
#define __shared__ static __attribute__((aligned(16)))

struct alignas(8) float2 { float x, y; };
struct alignas(16) float4 { float x, y, z, w; };
struct alignas(8) int2 { int x, y; };
struct alignas(16) int4 { int x, y, z, w; };
struct alignas(8) uint2 { unsigned x, y; };
struct uint3 { unsigned x, y, z; };
struct alignas(16) uint4 { unsigned x, y, z, w; };

inline float2 make_float2(float x, float y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
inline int2 make_int2(int x, int y) { return {x, y}; }
inline int4 make_int4(int x, int y, int z, int w) { return {x, y, z, w}; }
inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }

extern "C" {
// Constant while a fiber runs, so the compiler may call each once.
__attribute__((const)) uint3 sinopia_thread_index();
__attribute__((const)) uint3 sinopia_block_index();
__attribute__((const)) uint3 sinopia_block_extent();
__attribute__((const)) uint3 sinopia_grid_extent();
__attribute__((const)) void* sinopia_dynamic_shared();
void sinopia_barrier(const char* file, int line);
void sinopia_warp_barrier(unsigned mask, const char* file, int line);
uint64_t sinopia_shuffle(unsigned mask, uint64_t value, int source, const char* file, int line);
unsigned sinopia_ballot(unsigned mask, int predicate, const char* file, int line);
unsigned sinopia_atomic(unsigned* address, int operation, unsigned operand, unsigned compare);
void sinopia_async_copy16(void* shared, const void* global, int inside);
void sinopia_async_commit();
void sinopia_async_wait(int pending);
void sinopia_mma_bf16(float* c, const unsigned* a, const unsigned* b, const char* file, int line);
void sinopia_mma_tf32(float* c, const unsigned* a, const unsigned* b, const char* file, int line);
void sinopia_load_matrix(unsigned* words, const void* row, int matrices, int transposed, const char* file, int line);
}

#define threadIdx sinopia_thread_index()
#define blockIdx sinopia_block_index()
#define blockDim sinopia_block_extent()
#define gridDim sinopia_grid_extent()

#define SINOPIA_DYNAMIC_SHARED(type, name) type* name = static_cast<type*>(sinopia_dynamic_shared())

#define SINOPIA_SITE const char *file = __builtin_FILE(), int line = __builtin_LINE()

inline void __syncthreads(SINOPIA_SITE) { sinopia_barrier(file, line); }
inline void __syncwarp(unsigned mask = 0xffffffffu, SINOPIA_SITE) { sinopia_warp_barrier(mask, file, line); }

inline int sinopia_lane() {
  uint3 thread = sinopia_thread_index(), block = sinopia_block_extent();
  return static_cast<int>((thread.x + block.x * (thread.y + block.y * thread.z)) & 31u);
}

template <typename T>
inline T sinopia_exchange(unsigned mask, T value, int source, const char* file, int line) {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8, "shuffles move 4 or 8 bytes");
  uint64_t bits = 0;
  memcpy(&bits, &value, sizeof(T));
  bits = sinopia_shuffle(mask, bits, source, file, line);
  memcpy(&value, &bits, sizeof(T));
  return value;
}

template <typename T>
inline T __shfl_sync(unsigned mask, T value, int source, int width = 32, SINOPIA_SITE) {
  int first = sinopia_lane() & ~(width - 1);
  return sinopia_exchange(mask, value, first + (source & (width - 1)), file, line);
}
template <typename T>
inline T __shfl_up_sync(unsigned mask, T value, unsigned distance, int width = 32, SINOPIA_SITE) {
  int lane = sinopia_lane(), source = lane - static_cast<int>(distance);
  return sinopia_exchange(mask, value, source < (lane & ~(width - 1)) ? lane : source, file, line);
}
template <typename T>
inline T __shfl_down_sync(unsigned mask, T value, unsigned distance, int width = 32, SINOPIA_SITE) {
  int lane = sinopia_lane(), source = lane + static_cast<int>(distance);
  return sinopia_exchange(mask, value, source > (lane | (width - 1)) ? lane : source, file, line);
}
template <typename T>
inline T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = 32, SINOPIA_SITE) {
  int lane = sinopia_lane(), source = lane ^ lanes;
  return sinopia_exchange(mask, value, source > (lane | (width - 1)) ? lane : source, file, line);
}
inline unsigned __ballot_sync(unsigned mask, int predicate, SINOPIA_SITE) {
  return sinopia_ballot(mask, predicate, file, line);
}
inline int __any_sync(unsigned mask, int predicate, SINOPIA_SITE) {
  return sinopia_ballot(mask, predicate, file, line) != 0;
}
inline int __all_sync(unsigned mask, int predicate, SINOPIA_SITE) {
  return sinopia_ballot(mask, !predicate, file, line) == 0;
}

inline unsigned atomicAdd(unsigned* a, unsigned v) { return sinopia_atomic(a, 0, v, 0); }
inline unsigned atomicMin(unsigned* a, unsigned v) { return sinopia_atomic(a, 1, v, 0); }
inline unsigned atomicMax(unsigned* a, unsigned v) { return sinopia_atomic(a, 2, v, 0); }
inline unsigned atomicAnd(unsigned* a, unsigned v) { return sinopia_atomic(a, 5, v, 0); }
inline unsigned atomicOr(unsigned* a, unsigned v) { return sinopia_atomic(a, 6, v, 0); }
inline unsigned atomicExch(unsigned* a, unsigned v) { return sinopia_atomic(a, 7, v, 0); }
inline unsigned atomicCAS(unsigned* a, unsigned compare, unsigned v) { return sinopia_atomic(a, 8, v, compare); }
inline int sinopia_atomic_int(int* a, int operation, int v, int compare = 0) {
  return static_cast<int>(sinopia_atomic(reinterpret_cast<unsigned*>(a), operation, static_cast<unsigned>(v),
                                         static_cast<unsigned>(compare)));
}
inline int atomicAdd(int* a, int v) { return sinopia_atomic_int(a, 0, v); }
inline int atomicMin(int* a, int v) { return sinopia_atomic_int(a, 3, v); }
inline int atomicMax(int* a, int v) { return sinopia_atomic_int(a, 4, v); }
inline int atomicAnd(int* a, int v) { return sinopia_atomic_int(a, 5, v); }
inline int atomicOr(int* a, int v) { return sinopia_atomic_int(a, 6, v); }
inline int atomicExch(int* a, int v) { return sinopia_atomic_int(a, 7, v); }
inline int atomicCAS(int* a, int compare, int v) { return sinopia_atomic_int(a, 8, v, compare); }

template <typename To, typename From>
inline To sinopia_bits(From value) {
  static_assert(sizeof(To) == sizeof(From), "sizes differ");
  To bits;
  memcpy(&bits, &value, sizeof(To));
  return bits;
}
inline int __float_as_int(float x) { return sinopia_bits<int>(x); }
inline unsigned __float_as_uint(float x) { return sinopia_bits<unsigned>(x); }
inline float __int_as_float(int x) { return sinopia_bits<float>(x); }
inline float __uint_as_float(unsigned x) { return sinopia_bits<float>(x); }
inline unsigned __umulhi(unsigned a, unsigned b) { return static_cast<unsigned>((static_cast<uint64_t>(a) * b) >> 32); }
inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz(static_cast<unsigned>(x)); }
inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
inline float normcdff(float x) { return static_cast<float>(0.5 * erfc(static_cast<double>(x) * -0.70710678118654752)); }
inline int min(int a, int b) { return a < b ? a : b; }
inline int max(int a, int b) { return a > b ? a : b; }
inline unsigned min(unsigned a, unsigned b) { return a < b ? a : b; }
inline unsigned max(unsigned a, unsigned b) { return a > b ? a : b; }
inline long long min(long long a, long long b) { return a < b ? a : b; }
inline long long max(long long a, long long b) { return a > b ? a : b; }

inline float fast_exp(float x) { return expf(x); }
inline float fast_exp2(float x) { return exp2f(x); }
inline float fast_reciprocal(float x) { return 1.0f / x; }
inline float fast_divide(float a, float b) { return a / b; }
template <typename T>
inline T load_constant(const T* address) {
  return *address;
}
inline void async_copy16(void* shared, const void* global) { sinopia_async_copy16(shared, global, 1); }
inline void async_copy16_or_zero(void* shared, const void* global, bool inside) {
  sinopia_async_copy16(shared, global, inside);
}
inline void async_copy_commit() { sinopia_async_commit(); }
template <int PENDING>
inline void async_copy_wait() {
  sinopia_async_wait(PENDING);
}

inline void mma_m16n8k16_bf16(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2], SINOPIA_SITE) {
  sinopia_mma_bf16(c, a, b, file, line);
}
inline void mma_m16n8k8_tf32(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2], SINOPIA_SITE) {
  sinopia_mma_tf32(c, a, b, file, line);
}
inline void load_matrix_x4(unsigned (&words)[4], const void* row, SINOPIA_SITE) {
  sinopia_load_matrix(words, row, 4, 0, file, line);
}
inline void load_matrix_x4_transposed(unsigned (&words)[4], const void* row, SINOPIA_SITE) {
  sinopia_load_matrix(words, row, 4, 1, file, line);
}
inline void load_matrix_x2(unsigned (&words)[2], const void* row, SINOPIA_SITE) {
  sinopia_load_matrix(words, row, 2, 0, file, line);
}
inline void load_matrix_x2_transposed(unsigned (&words)[2], const void* row, SINOPIA_SITE) {
  sinopia_load_matrix(words, row, 2, 1, file, line);
}

// A kernel as the runtime calls it: its arguments come as one address each.
struct SinopiaKernel {
  const char* name;
  void (*call)(void** arguments);
  char* shared;
  uint64_t shared_bytes;
  SinopiaKernel* next;
};

// Where the linker says that the shared variables of this library lie.
extern char __bss_start[] __attribute__((visibility("hidden")));
extern char _end[] __attribute__((visibility("hidden")));

#define SINOPIA_NOT_SHARED __attribute__((section("sinopia_host")))

namespace {

SINOPIA_NOT_SHARED SinopiaKernel* sinopia_kernels = nullptr;

template <auto kernel>
struct SinopiaCall;

template <typename... Parameters, void (*kernel)(Parameters...)>
struct SinopiaCall<kernel> {
  template <int... at>
  struct Positions {};
  template <int count, int... at>
  struct Count : Count<count - 1, count - 1, at...> {};
  template <int... at>
  struct Count<0, at...> {
    // Reads the host's memory, which the checks know nothing of.
    __attribute__((no_sanitize("thread"))) static void call(void** arguments) {
      (void)arguments;
      kernel(*static_cast<Parameters*>(arguments[at])...);
    }
  };
  static void call(void** arguments) { Count<sizeof...(Parameters)>::call(arguments); }
};

struct SinopiaRegistration {
  SinopiaKernel entry;
  SinopiaRegistration(const char* name, void (*call)(void**))
      : entry{name, call, __bss_start, static_cast<uint64_t>(_end - __bss_start), sinopia_kernels} {
    sinopia_kernels = &entry;
  }
};

}  // namespace

#define SINOPIA_KERNEL(name) \
  SINOPIA_NOT_SHARED static SinopiaRegistration sinopia_registration_##name(#name, SinopiaCall<&name>::call);

// How the host finds this library's kernels.
extern "C" __attribute__((visibility("default"))) SinopiaKernel* sinopia_first_kernel() { return sinopia_kernels; }
