// SPDX-License-Identifier: GPL-2.0
#include "scenarios/schema_version.hpp"

#include <fmt/format.h>

namespace loopsim::scenarios {

void require_schema_version(const Value& map) {
  constexpr int kLargest = 1'000'000;
  const Value version = map.require("schema_version");
  const int number = version.small_integer(1, kLargest);
  if (number != kSchemaVersion) {
    version.fail(fmt::format("version {} is not known; this program reads version {}", number, kSchemaVersion));
  }
}

}  // namespace loopsim::scenarios
