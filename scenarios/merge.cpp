// SPDX-License-Identifier: GPL-2.0
#include "scenarios/merge.hpp"

#include <algorithm>

namespace loopsim::scenarios {

std::vector<Definitions> merge(const std::vector<Value>& maps) {
  std::vector<Definitions> merged;
  for (const Value& map : maps) {
    for (const Value::Member& member : map.members()) {
      const auto found = std::ranges::find(merged, member.key, &Definitions::name);
      if (found == merged.end()) {
        merged.push_back({member.key, {member.value}});
      } else {
        found->values.push_back(member.value);
      }
    }
  }
  return merged;
}

}  // namespace loopsim::scenarios
