// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace loopsim::analysis {

// What a trace holds, once it has been found right.
struct TraceContents {
  std::map<std::string, std::uint64_t> slices;          // by name
  std::map<std::string, std::uint64_t> phases;          // events by `ph`
  std::map<std::string, std::string> process_of;        // of a track's name
  std::map<std::string, std::int64_t> highest_counter;  // by name
  std::uint64_t flows = 0;
};

// Reads a trace as strictly as its format is written down, and throws std::runtime_error with the first event that
// breaks a rule: every event has ph, ts, pid, tid and name, of the right types; phases are known; time does not go back
// on a track; slices nest and all end; X events do not overlap; each arrow has one start, then steps, one end, in a
// slice each; tracks and processes are named, once.
TraceContents check_trace(const std::string& text);

}  // namespace loopsim::analysis
