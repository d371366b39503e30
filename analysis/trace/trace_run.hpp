// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "models/run.hpp"

namespace loopsim::analysis {

enum class TraceFormat { chrome, blktrace_text };

struct TraceRequest {
  models::SystemSpec system;
  models::RunOptions options;
  TraceFormat format = TraceFormat::chrome;
  std::uint64_t commands = 0;
  sim::SimTime from = 0;  // commands that begin earlier are not followed
  std::string about;      // what is simulated, for the reader of the trace
};

// What was traced.
struct TraceSummary {
  std::uint64_t commands = 0;
  std::uint64_t events = 0;
  sim::SimTime from = 0;
  sim::SimTime until = 0;
  std::uint64_t digest = 0;  // of the run: the same as without a trace
};

// Simulates the system once, to its end, and writes the trace to `file`, which stays open. Its memory does not grow
// with the trace. One call per process, as for models::run(), and throws the same; and std::system_error if the file
// cannot be written.
TraceSummary trace_run(const TraceRequest& request, std::FILE* file);

}  // namespace loopsim::analysis
