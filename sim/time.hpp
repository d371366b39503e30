// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

namespace loopsim::sim {

// Simulated time and durations are signed 64-bit counts of nanoseconds since the start of the run: exact,
// totally ordered, and good for 292 years. Seconds as doubles exist only inside the SimGrid adapter.
using SimTime = std::int64_t;

inline constexpr SimTime kNanosecond = 1;
inline constexpr SimTime kMicrosecond = 1'000;
inline constexpr SimTime kMillisecond = 1'000'000;
inline constexpr SimTime kSecond = 1'000'000'000;

// Later than every event of every run.
inline constexpr SimTime kNever = INT64_MAX;

}  // namespace loopsim::sim
