// The functions of one real and of two, and their derivatives, as org.sinopia.tensor.op.UnaryFunction and BinaryFunction
// define them, by number. NaN gives NaN.
//
// The function is an argument and not a template parameter: the branch is the same for all threads and hides behind the
// memory traffic, and one entry point stays one entry point.
#pragma once
#include "sinopia.cuh"

enum UnaryFunction { IDENTITY, NEGATE, ABS, EXP, LOG, SQRT, SQUARE, RECIPROCAL, SIGMOID, TANH, RELU, SELU, GELU };

enum BinaryFunction { ADD, SUBTRACT, MULTIPLY, DIVIDE, MAXIMUM, MINIMUM };

// Klambauer et al. 2017, arXiv 1706.02515.
constexpr float SELU_LAMBDA = 1.0507009873554805f;
constexpr float SELU_LAMBDA_ALPHA = 1.7580993408473766f;

__device__ __forceinline__ float normal_cdf(float x) { return 0.5f * erfcf(x * -0.70710678118654752f); }

__device__ __forceinline__ float sigmoid(float x) { return 1.0f / (1.0f + expf(-x)); }

__device__ __forceinline__ float activate(int function, float x) {
  switch (function) {
    case NEGATE: return -x;
    case ABS: return fabsf(x);
    case EXP: return expf(x);
    case LOG: return logf(x);
    case SQRT: return sqrtf(x);
    case SQUARE: return x * x;
    case RECIPROCAL: return 1.0f / x;
    case SIGMOID: return sigmoid(x);
    case TANH: return tanhf(x);
    case RELU: return x < 0.0f ? 0.0f : x;
    case SELU: return x > 0.0f ? SELU_LAMBDA * x : SELU_LAMBDA_ALPHA * expm1f(x);
    case GELU: return x * normal_cdf(x);
    default: return x;
  }
}

// f'(x).
__device__ __forceinline__ float slope(int function, float x) {
  switch (function) {
    case NEGATE: return -1.0f;
    case ABS: return x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x;
    case EXP: return expf(x);
    case LOG: return 1.0f / x;
    case SQRT: return 0.5f / sqrtf(x);
    case SQUARE: return 2.0f * x;
    case RECIPROCAL: return -1.0f / (x * x);
    case SIGMOID: return sigmoid(x) * sigmoid(-x);
    case TANH: {
      float t = tanhf(x);
      return 1.0f - t * t;
    }
    case RELU: return x > 0.0f ? 1.0f : x <= 0.0f ? 0.0f : x;
    case SELU: return x > 0.0f ? SELU_LAMBDA : SELU_LAMBDA_ALPHA * expf(x);
    case GELU: return normal_cdf(x) + x * expf(-0.5f * x * x) * 0.39894228040143268f;
    default: return 1.0f;
  }
}

__device__ __forceinline__ float combine(int function, float a, float b) {
  switch (function) {
    case ADD: return a + b;
    case SUBTRACT: return a - b;
    case MULTIPLY: return a * b;
    case DIVIDE: return a / b;
    case MAXIMUM: return a > b || isnan(a) ? a : b;
    default: return a < b || isnan(a) ? a : b;
  }
}
