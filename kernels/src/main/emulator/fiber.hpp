// Threads of execution that give way to each other by hand: one for each CUDA thread of the running block.
//
// A switch saves what the calling convention says a function preserves and swaps the stack pointer: about ten
// instructions, where swapcontext makes two system calls. Processors other than x86-64 and AArch64 get swapcontext.
#pragma once
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

#if defined(__x86_64__) || defined(__aarch64__)
#define SINOPIA_OWN_SWITCH
#else
#include <ucontext.h>
#endif

namespace sinopia {

// Room for a kernel's local arrays and for a signal handler of the host process.
constexpr size_t STACK_BYTES = 256 << 10;

#ifdef SINOPIA_OWN_SWITCH

using Context = void*;  // the stack pointer, below which the registers lie

extern "C" void sinopia_switch(Context* from, Context to);

#ifdef __x86_64__
asm(R"(
.text
.hidden sinopia_switch
.globl sinopia_switch
.type sinopia_switch, @function
sinopia_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size sinopia_switch, .-sinopia_switch
)");
constexpr size_t SAVED_WORDS = 6;
constexpr size_t RETURN_WORD = 6;
#else
asm(R"(
.text
.hidden sinopia_switch
.globl sinopia_switch
.type sinopia_switch, %function
sinopia_switch:
  sub sp, sp, #160
  stp x19, x20, [sp, #0]
  stp x21, x22, [sp, #16]
  stp x23, x24, [sp, #32]
  stp x25, x26, [sp, #48]
  stp x27, x28, [sp, #64]
  stp x29, x30, [sp, #80]
  stp d8, d9, [sp, #96]
  stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]
  stp d14, d15, [sp, #144]
  mov x9, sp
  str x9, [x0]
  mov sp, x1
  ldp x19, x20, [sp, #0]
  ldp x21, x22, [sp, #16]
  ldp x23, x24, [sp, #32]
  ldp x25, x26, [sp, #48]
  ldp x27, x28, [sp, #64]
  ldp x29, x30, [sp, #80]
  ldp d8, d9, [sp, #96]
  ldp d10, d11, [sp, #112]
  ldp d12, d13, [sp, #128]
  ldp d14, d15, [sp, #144]
  add sp, sp, #160
  ret
.size sinopia_switch, .-sinopia_switch
)");
constexpr size_t SAVED_WORDS = 20;
constexpr size_t RETURN_WORD = 11;
#endif

// A context that will start in `entry` on the stack whose highest address is `top`. `entry` never returns.
inline void prepare(Context& context, char* top, void (*entry)()) {
  // x86-64 enters a function with the stack 8 off a multiple of 16, as if by a call; AArch64 on a multiple of 16.
  uintptr_t* words = reinterpret_cast<uintptr_t*>(reinterpret_cast<uintptr_t>(top) & ~uintptr_t{15});
#ifdef __x86_64__
  *--words = 0;
  *--words = reinterpret_cast<uintptr_t>(entry);
#endif
  words -= SAVED_WORDS;
  for (size_t i = 0; i < SAVED_WORDS; ++i) {
    words[i] = 0;
  }
  words[RETURN_WORD] = reinterpret_cast<uintptr_t>(entry);
  context = words;
}

inline void switch_to(Context& from, Context& to) { sinopia_switch(&from, to); }

#else

using Context = ucontext_t;

inline void prepare(Context& context, char* top, void (*entry)()) {
  getcontext(&context);
  context.uc_stack.ss_sp = top - STACK_BYTES;
  context.uc_stack.ss_size = STACK_BYTES;
  context.uc_link = nullptr;
  makecontext(&context, entry, 0);
}

inline void switch_to(Context& from, Context& to) { swapcontext(&from, &to); }

#endif

// The low end of `count` stacks in a row, or null. Pages come into being when they are first touched.
inline char* map_stacks(size_t count) {
  void* memory = mmap(nullptr, count * STACK_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<char*>(memory);
}

}  // namespace sinopia
