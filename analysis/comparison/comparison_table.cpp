// SPDX-License-Identifier: GPL-2.0
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "analysis/comparison/comparison_cells.hpp"
#include "analysis/comparison/comparison_writers.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

struct Column {
  std::string_view upper_title;
  std::string_view lower_title;
  std::size_t width;
};

// Right of the workload's name, one blank apart. The second and the third belong to the side after alone.
constexpr std::array kColumns = {
    Column{"", "kIOPS", 6}, Column{"change", "% ", 7}, Column{"95% CI", "%", 13}, Column{"p50", "us", 6},
    Column{"p99", "us", 6}, Column{"p99.9", "us", 6},  Column{"CPU", "us/IO", 5}, Column{"ctx", "/IO", 5},
};
using Row = std::array<std::string, kColumns.size()>;

constexpr std::size_t kNameWidth = 16;  // what the columns leave of kTextWidth

std::string line(const std::string& name, const Row& row) {
  std::string text = pad_right(name, kNameWidth);
  for (std::size_t i = 0; i < row.size(); ++i) {
    text += ' ' + pad_left(row[i], kColumns[i].width);
  }
  return text + '\n';
}

std::string titles() {
  Row upper;
  Row lower;
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    upper[i] = kColumns[i].upper_title;
    lower[i] = kColumns[i].lower_title;
  }
  return line("", upper) + line("workload", lower);
}

Row row_of(const StoredCell& cell, const std::string& change, const std::string& interval) {
  return {kiops_text(cell),
          change,
          interval,
          microseconds_text(cell.clat_p50_ns),
          microseconds_text(cell.clat_p99_ns),
          microseconds_text(cell.clat_p999_ns),
          microseconds_text(cell.cpu_ns_per_io),
          context_switches_text(cell)};
}

// The side before under the workload's name, the side after in the line below it. A name that is too wide has a line
// for itself.
std::string lines_of(const ComparedWorkload& workload, const std::string& name) {
  const bool fits = name.size() <= kNameWidth;
  return (fits ? "" : fit(name, kTextWidth) + '\n') + line(fits ? name : "    base", row_of(workload.before, "", "")) +
         line("    patched", row_of(workload.after, change_text(workload), interval_text(workload)));
}

// Cases are headings where there are several variants in each, as far as they come one after another.
std::string rows_of(const ComparedSide& side) {
  std::string text;
  std::string_view heading;
  for (const ComparedWorkload& workload : side.workloads) {
    const std::string& name = workload.before.case_name;
    if (side.one_variant) {
      text += lines_of(workload, name);
      continue;
    }
    if (text.empty() || name != heading) {
      text += fit(name, kTextWidth) + '\n';
      heading = name;
    }
    const std::string& before = workload.before.variant;
    const std::string& after = workload.after.variant;
    text += lines_of(workload, before == after ? fmt::format("  {}", after) : fmt::format("  {} -> {}", before, after));
  }
  return text;
}

std::string block(const ComparedSide& side) {
  std::string text = wrap(fmt::format("base: {}", side.before)) + wrap(fmt::format("patched: {}", side.after)) + '\n';
  text += titles() + rows_of(side) + '\n';
  const std::vector<std::string> notes = difference_notes(side);
  for (const std::string& note : notes) {
    text += wrap(note);
  }
  return text + (notes.empty() ? "" : "\n");
}

}  // namespace

std::string comparison_table(const ResultComparison& comparison) {
  std::string text;
  for (const ComparedSide& side : comparison) {
    text += block(side);
  }
  for (const std::string& note : comparison_notes(comparison)) {
    text += wrap(note);
  }
  return text;
}

}  // namespace loopsim::analysis
