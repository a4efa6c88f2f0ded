// org.sinopia.tensor.DType by number.
#pragma once

enum DType { F32, F64, BF16, U8, U16, I32 };
