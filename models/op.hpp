// SPDX-License-Identifier: GPL-2.0
#pragma once

namespace loopsim::models {

enum class Op : unsigned char { read, write, flush, discard, write_zeroes, unknown };

}  // namespace loopsim::models
