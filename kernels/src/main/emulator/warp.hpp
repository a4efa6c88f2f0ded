// Meetings of the lanes of a warp: barriers, shuffles, votes and products of matrices.
#pragma once
#include "report.hpp"

namespace sinopia {
namespace {

// The product of a warp from the fragments of its lanes: a is 16 x depth, b depth x 8.
void multiply(Thread* warp, bool tf32) {
  int depth = tf32 ? 8 : 16;
  float a[16][16], b[16][8];
  for (int lane = 0; lane < 32; ++lane) {
    const Meeting& m = warp[lane].meeting;
    int g = lane / 4, t = lane % 4;
    for (int i = 0; i < 4; ++i) {
      int row = g + (i % 2) * 8;
      if (tf32) {
        a[row][t + (i / 2) * 4] = __uint_as_float(m.a[i] & 0xffffe000u);
      } else {
        a[row][2 * t + (i / 2) * 8] = bf16_low(m.a[i]);
        a[row][2 * t + (i / 2) * 8 + 1] = bf16_high(m.a[i]);
      }
    }
    for (int i = 0; i < 2; ++i) {
      if (tf32) {
        b[t + i * 4][g] = __uint_as_float(m.b[i] & 0xffffe000u);
      } else {
        b[2 * t + i * 8][g] = bf16_low(m.b[i]);
        b[2 * t + i * 8 + 1][g] = bf16_high(m.b[i]);
      }
    }
  }
  for (int lane = 0; lane < 32; ++lane) {
    float* c = warp[lane].meeting.c;
    for (int i = 0; i < 4; ++i) {
      int row = lane / 4 + (i / 2) * 8, column = 2 * (lane % 4) + i % 2;
      float sum = 0;
      for (int k = 0; k < depth; ++k) {
        sum += a[row][k] * b[k][column];
      }
      c[i] += sum;
    }
  }
}

void load_matrices(Thread* warp, int matrices, bool transposed) {
  for (int lane = 0; lane < 32; ++lane) {
    int g = lane / 4, t = lane % 4;
    for (int m = 0; m < matrices; ++m) {
      unsigned short pair[2];
      for (int i = 0; i < 2; ++i) {
        int row = transposed ? 2 * t + i : g, column = transposed ? g : 2 * t + i;
        memcpy(&pair[i], warp[8 * m + row].meeting.row + 2 * column, 2);
      }
      warp[lane].meeting.words[m] = pair[0] | static_cast<unsigned>(pair[1]) << 16;
    }
  }
}

// Once all lanes of a mask have come to the same operation: does it, and lets them go on.
void complete(Thread* warp, unsigned mask, int kind) {
  switch (kind) {
    case SYNC:
      warp_since[warp->number / 32] = ++now;
      break;
    case SHUFFLE: {
      uint64_t values[32];
      for (int lane = 0; lane < 32; ++lane) {
        values[lane] = warp[lane].meeting.value;
      }
      for (int lane = 0; lane < 32; ++lane) {
        if (mask >> lane & 1) {
          warp[lane].meeting.value = values[warp[lane].meeting.source];
        }
      }
      break;
    }
    case BALLOT: {
      unsigned votes = 0;
      for (int lane = 0; lane < 32; ++lane) {
        if (mask >> lane & 1 && warp[lane].meeting.value != 0) {
          votes |= 1u << lane;
        }
      }
      for (int lane = 0; lane < 32; ++lane) {
        if (mask >> lane & 1) {
          warp[lane].meeting.value = votes;
        }
      }
      break;
    }
    case MMA_BF16:
    case MMA_TF32:
      multiply(warp, kind == MMA_TF32);
      break;
    default:
      load_matrices(warp, kind == LOAD2 || kind == LOAD2T ? 2 : 4, kind == LOAD2T || kind == LOAD4T);
  }
  for (int lane = 0; lane < 32; ++lane) {
    if (mask >> lane & 1) {
      warp[lane].state = State::READY;
    }
  }
}

void fail_at(const char* file, int line, const char* what) {
  describe("%s:%d: %s, ", file, line, what);
  describe_thread(*current);
  leave();
}

// Waits for the other lanes of the mask to come to the same operation.
void meet(int kind, unsigned mask, const char* file, int line) {
  Thread* self = current;
  unsigned first = self->number & ~31u, lane = self->number & 31u;
  if (!(mask >> lane & 1)) {
    fail_at(file, line, "a warp operation whose mask lacks the calling lane");
  }
  if (kind >= MMA_BF16 && mask != 0xffffffffu) {
    fail_at(file, line, "a matrix operation needs all lanes");
  }
  self->meeting.kind = kind;
  self->meeting.mask = mask;
  self->file = file;
  self->line = line;
  self->state = State::AT_WARP;
  for (unsigned i = 0; i < 32; ++i) {
    if (mask >> i & 1) {
      if (first + i >= thread_count) {
        fail_at(file, line, "a warp operation whose mask names lanes that the block does not have");
      }
      const Thread& t = threads[first + i];
      if (t.state != State::AT_WARP || t.meeting.mask != mask || t.meeting.kind != kind) {
        switch_to(self->context, scheduler);
        return;
      }
    }
  }
  complete(&threads[first], mask, kind);
}

}  // namespace
}  // namespace sinopia
