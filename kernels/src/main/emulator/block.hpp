// The threads of a block as fibers, each running until it waits, in a chosen order; and what it means if all wait.
#pragma once
#include <utility>

#include "report.hpp"

namespace sinopia {
namespace {

void pause(State state) {
  Thread* self = current;
  self->state = state;
  switch_to(self->context, scheduler);
}

void run_thread() {
  kernel->call(arguments);
  current->state = State::FINISHED;
  switch_to(current->context, scheduler);
  __builtin_unreachable();
}

float bf16_low(unsigned pair) { return __uint_as_float(pair << 16); }
float bf16_high(unsigned pair) { return __uint_as_float(pair & 0xffff0000u); }

// Says why no thread of the block can go on.
void diagnose_stuck() {
  const Thread* waiting = nullptr;
  for (unsigned i = 0; i < thread_count && waiting == nullptr; ++i) {
    if (threads[i].state != State::FINISHED) {
      waiting = &threads[i];
    }
  }
  const Thread* missing = nullptr;
  for (unsigned i = 0; i < thread_count && missing == nullptr; ++i) {
    const Thread& t = threads[i];
    bool wanted = waiting->state == State::AT_BARRIER ||
                  (t.number / 32 == waiting->number / 32 && (waiting->meeting.mask >> t.number % 32 & 1));
    bool there = t.state == waiting->state &&
                 (t.state == State::AT_BARRIER || (t.meeting.kind == waiting->meeting.kind && t.meeting.mask == waiting->meeting.mask));
    if (wanted && !there) {
      missing = &t;
    }
  }
  const char* what = waiting->state == State::AT_BARRIER ? "__syncthreads" : KIND_NAMES[waiting->meeting.kind];
  describe("divergent barrier: %s at %s:%d was reached by ", what, waiting->file, waiting->line);
  describe_thread(*waiting);
  describe(" but not by thread (%u, %u, %u), which ", missing->index.x, missing->index.y, missing->index.z);
  if (missing->state == State::FINISHED) {
    describe("has ended");
  } else {
    const char* other = missing->state == State::AT_BARRIER ? "__syncthreads" : KIND_NAMES[missing->meeting.kind];
    describe("waits in %s at %s:%d", other, missing->file, missing->line);
  }
  failed = true;
}

// When all threads wait at a barrier: lets them go on, if it is the same one.
bool release_barrier() {
  for (unsigned i = 0; i < thread_count; ++i) {
    if (threads[i].state != State::AT_BARRIER) {
      return false;
    }
  }
  for (unsigned i = 1; i < thread_count; ++i) {
    if (threads[i].line != threads[0].line || strcmp(threads[i].file, threads[0].file) != 0) {
      describe("divergent barrier: ");
      describe_thread(threads[0]);
      describe(" waits at %s:%d, but thread (%u, %u, %u) at %s:%d", threads[0].file, threads[0].line, threads[i].index.x,
               threads[i].index.y, threads[i].index.z, threads[i].file, threads[i].line);
      failed = true;
      return false;
    }
  }
  block_since = ++now;
  for (unsigned i = 0; i < thread_count; ++i) {
    threads[i].state = State::READY;
  }
  return true;
}

// An order of 0 ... count-1: 0 forward, 1 backward, any other number a shuffle drawn from it.
std::vector<unsigned> ordered(unsigned count, uint64_t order) {
  std::vector<unsigned> sequence(count);
  for (unsigned i = 0; i < count; ++i) {
    sequence[i] = order == 1 ? count - 1 - i : i;
  }
  if (order > 1) {
    uint64_t state = order;
    for (unsigned i = count; i > 1; --i) {
      // SplitMix64 (Steele, Lea and Flood 2014).
      state += 0x9E3779B97F4A7C15u;
      uint64_t z = (state ^ state >> 30) * 0xBF58476D1CE4E5B9u;
      z = (z ^ z >> 27) * 0x94D049BB133111EBu;
      std::swap(sequence[i - 1], sequence[(z ^ z >> 31) % i]);
    }
  }
  return sequence;
}

void run_block(const std::vector<unsigned>& order) {
  block_start = block_since = ++now;
  for (uint64_t& since : warp_since) {
    since = now;
  }
  static_shared.mark(0, static_shared.bytes, true, false);
  dynamic_shared.mark(0, dynamic_shared.bytes, true, false);
  memset(static_shared.base, 0xff, static_shared.bytes);
  memset(dynamic_shared.base, 0xff, dynamic_shared.bytes);
  for (unsigned i = 0; i < thread_count; ++i) {
    Thread& t = threads[i];
    t.number = i;
    t.index = {i % block_extent.x, i / block_extent.x % block_extent.y, i / block_extent.x / block_extent.y};
    t.state = State::READY;
    t.copies.clear();
    t.groups = 0;
    prepare(t.context, t.stack + STACK_BYTES, run_thread);
  }
  for (;;) {
    bool ran = false, finished = true;
    for (unsigned i : order) {
      Thread& t = threads[i];
      if (t.state == State::READY) {
        ran = true;
        current = &t;
        switch_to(scheduler, t.context);
        current = nullptr;
        if (failed) {
          return;
        }
      }
      finished &= t.state == State::FINISHED;
    }
    if (finished) {
      return;
    }
    if (!ran && !release_barrier()) {
      if (!failed) {
        diagnose_stuck();
      }
      return;
    }
  }
}

}  // namespace
}  // namespace sinopia
