// SPDX-License-Identifier: GPL-2.0
#include "analysis/inputs/result_digest.hpp"

#include <cstdint>

#include "analysis/number_format.hpp"

namespace loopsim::analysis {

std::string result_digest(const StoredResult& result) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const StoredCell& cell : result.cells) {
    for (const std::string& digest : cell.digests) {
      for (const char c : digest) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
      }
    }
  }
  return format_digest(hash);
}

}  // namespace loopsim::analysis
