// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <array>
#include <cstddef>
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

// Right of the workload's name, one blank apart.
constexpr std::array kColumns = {
    Column{"base", "kIOPS", 6}, Column{"patched", "kIOPS", 7},     Column{"change", "% ", 7},
    Column{"95% CI", "%", 13},  Column{"p50/p99/p99.9", "us", 17}, Column{"CPU", "us/IO", 5},
    Column{"ctx", "/IO", 5},
};
using Row = std::array<std::string, kColumns.size()>;

constexpr std::string_view kNameTitle = "workload";
constexpr std::size_t kWidestName = 11;  // what the columns leave of kTextWidth

std::size_t name_width(const ComparedSide& side) {
  std::size_t width = kNameTitle.size();
  for (const ComparedWorkload& workload : side.workloads) {
    width = std::max(width, workload.before.case_name.size());
  }
  return std::min(width, kWidestName);
}

std::string line(const std::string& name, std::size_t width, const Row& row) {
  std::string text = pad_right(name, width);
  for (std::size_t i = 0; i < row.size(); ++i) {
    text += ' ' + pad_left(row[i], kColumns[i].width);
  }
  return text + '\n';
}

// A name that is too wide has a line for itself.
std::string line_with_name(const std::string& name, std::size_t width, const Row& row) {
  return name.size() <= width ? line(name, width, row) : fit(name, kTextWidth) + '\n' + line("", width, row);
}

std::string titles(std::size_t width) {
  Row upper;
  Row lower;
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    upper[i] = kColumns[i].upper_title;
    lower[i] = kColumns[i].lower_title;
  }
  return line("", width, upper) + line(std::string(kNameTitle), width, lower);
}

// Under the name of the case, that of the variant reaches into columns that are empty there.
std::string second_line(const ComparedSide& side, const ComparedWorkload& workload, std::size_t width) {
  std::size_t room = width;
  for (std::size_t i = 0; i < 4; ++i) {
    room += 1 + kColumns[i].width;
  }
  const std::string& before = workload.before.variant;
  const std::string& after = workload.after.variant;
  const std::string name = side.one_variant ? "" : "  " + (before == after ? after : before + " -> " + after);
  std::string text = pad_right(name, room);
  const Row row = {
      "", "", "", "", latency_text(workload.after), cpu_text(workload.after), context_switches_text(workload.after)};
  for (std::size_t i = 4; i < row.size(); ++i) {
    text += ' ' + pad_left(row[i], kColumns[i].width);
  }
  return text + '\n';
}

std::string block(const ComparedSide& side) {
  const std::size_t width = name_width(side);
  std::string text = wrap(fmt::format("base: {}", side.before)) + wrap(fmt::format("patched: {}", side.after)) + '\n';
  text += titles(width);
  for (const ComparedWorkload& workload : side.workloads) {
    text += line_with_name(
        workload.before.case_name, width,
        {kiops_text(workload.before), kiops_text(workload.after), change_text(workload), interval_text(workload),
         latency_text(workload.before), cpu_text(workload.before), context_switches_text(workload.before)});
    text += second_line(side, workload, width);
  }
  text += '\n';
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
  text += wrap("latency and costs: base in the first line of a workload, patched in the second");
  for (const std::string& note : comparison_notes(comparison)) {
    text += wrap(note);
  }
  return text;
}

}  // namespace loopsim::analysis
