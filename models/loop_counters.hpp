// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/eagain.hpp"
#include "sim/time.hpp"

namespace loopsim::models {

// What a loop device, or its emulation, counts since its start.
struct LoopCounters {
  std::uint64_t attempts = 0;
  std::uint64_t successes = 0;                         // attempts answered without EAGAIN
  std::array<std::uint64_t, kEagainReasons> eagain{};  // by reason, late ones included
  std::uint64_t hint_skips = 0;                        // prepared, but sent to a worker without an attempt
  std::uint64_t worker_commands = 0;                   // handled by workers
  std::uint64_t failed = 0;                            // ended with an I/O error
  std::uint64_t workers_allocated = 0;                 // for cgroups that had none
  std::uint64_t short_reads = 0;                       // continued behind what they got
  sim::SimTime worker_busy = 0;                        // workers in a command, sleeps included
};

}  // namespace loopsim::models
