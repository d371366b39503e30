// SPDX-License-Identifier: GPL-2.0
#include <fmt/format.h>

#include "analysis/comparison/comparison_cells.hpp"
#include "analysis/comparison/comparison_writers.hpp"

namespace loopsim::analysis {
namespace {

// Text that Markdown takes as it is, even inside of a table.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("\\`*_|<[]").find(c) != std::string_view::npos) {
      result += '\\';
    }
    result += c;
  }
  return result;
}

std::string workload_name(const ComparedSide& side, const ComparedWorkload& workload) {
  const std::string& before = workload.before.variant;
  const std::string& after = workload.after.variant;
  if (side.one_variant) {
    return workload.before.case_name;
  }
  return fmt::format("{}/{}", workload.before.case_name, before == after ? after : before + " -> " + after);
}

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string latency_text(const StoredCell& cell) {
  return fmt::format("{}/{}/{}", microseconds_text(cell.clat_p50_ns), microseconds_text(cell.clat_p99_ns),
                     microseconds_text(cell.clat_p999_ns));
}

std::string row(const ComparedSide& side, const ComparedWorkload& workload) {
  return fmt::format("| {} | {} | {} | {} | {} | {} -> {} | {} -> {} | {} -> {} |\n",
                     escaped(workload_name(side, workload)), kiops_text(workload.before), kiops_text(workload.after),
                     escaped(trimmed(change_text(workload))), interval_text(workload), latency_text(workload.before),
                     latency_text(workload.after), microseconds_text(workload.before.cpu_ns_per_io),
                     microseconds_text(workload.after.cpu_ns_per_io), context_switches_text(workload.before),
                     context_switches_text(workload.after));
}

}  // namespace

std::string comparison_markdown(const ResultComparison& comparison) {
  std::string text;
  for (const ComparedSide& side : comparison) {
    text += fmt::format("base: {}, patched: {}\n\n", escaped(side.before), escaped(side.after));
    text += "| workload | base kIOPS | patched kIOPS | change % | 95 % CI | p50/p99/p99.9 us | CPU us/IO | ctx/IO |\n";
    text += "|---|---|---|---|---|---|---|---|\n";
    for (const ComparedWorkload& workload : side.workloads) {
      text += row(side, workload);
    }
    text += '\n';
    const std::vector<std::string> notes = difference_notes(side);
    for (const std::string& note : notes) {
      text += "- " + escaped(note) + '\n';
    }
    text += notes.empty() ? "" : "\n";
  }
  for (const std::string& note : comparison_notes(comparison)) {
    text += "- " + escaped(note) + '\n';
  }
  return text;
}

}  // namespace loopsim::analysis
