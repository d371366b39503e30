// SPDX-License-Identifier: GPL-2.0
#include "tests/analysis/golden.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace loopsim::analysis {

std::string golden(const std::string& name) {
  std::ifstream stream(std::string(LOOPSIM_GOLDEN_DIR "/") + name, std::ios::binary);
  if (!stream) {
    throw std::runtime_error("no golden file " + name);
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace loopsim::analysis
