// SPDX-License-Identifier: GPL-2.0
#include "analysis/trace/trace_run.hpp"

#include "analysis/trace/blktrace_text.hpp"
#include "analysis/trace/chrome_trace.hpp"

namespace loopsim::analysis {
namespace {

template <typename Trace>
TraceSummary run_with(Trace& trace, const TraceRequest& request) {
  models::RunOptions options = request.options;
  options.observer = &trace;
  const models::RunResult result = models::run(request.system, options);
  trace.finish();
  return {.commands = trace.window().commands(),
          .events = trace.events(),
          .from = trace.window().opened_at(),
          .until = trace.window().closed_at(),
          .digest = result.digest};
}

}  // namespace

TraceSummary trace_run(const TraceRequest& request, std::FILE* file) {
  const TraceWindow window(request.from, request.commands);
  if (request.format == TraceFormat::blktrace_text) {
    BlktraceText trace(file, window);
    return run_with(trace, request);
  }
  ChromeTrace trace(file, window, request.about);
  return run_with(trace, request);
}

}  // namespace loopsim::analysis
