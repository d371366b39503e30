// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include <fmt/format.h>

#include "analysis/report/html.hpp"
#include "analysis/report/report_parts.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// The largest change of a side that counts, and how many do.
std::string side_text(const StoredSide& side) {
  const StoredChange* largest = nullptr;
  std::size_t significant = 0;
  for (const StoredChange& change : side.workloads) {
    if (change.change && change.significant) {
      ++significant;
      const bool larger = largest == nullptr || std::abs(change.change->value) > std::abs(largest->change->value);
      largest = larger ? &change : largest;
    }
  }
  std::string text = fmt::format("From {} to {}, {} of {} workloads change{} significantly.", side.base, side.patched,
                                 significant, side.workloads.size(), significant == 1 ? "s" : "");
  if (largest != nullptr) {
    text += fmt::format(" The largest change is {:+.1f} %, in {} ({}).", 100 * largest->change->value,
                        largest->case_name, largest->patched_variant);
  }
  return text;
}

std::string interval_text(const StoredChange& change) {
  if (!change.change || !change.change->interval) {
    return "";
  }
  const Interval& interval = *change.change->interval;
  return fmt::format("{:+.1f} to {:+.1f}", 100 * interval.low, 100 * interval.high);
}

HtmlTable side_table(const StoredSide& side) {
  HtmlTable table{.caption = fmt::format("{} against {}", side.patched, side.base),
                  .columns = {"case", "before", "after", "before, IOPS", "after, IOPS", "change, %", "95 % interval, %",
                              "significant"},
                  .rows = {}};
  for (const StoredChange& change : side.workloads) {
    table.rows.push_back({text_cell(change.case_name), text_cell(change.base_variant),
                          text_cell(change.patched_variant), number_cell(change.base_iops, 4),
                          number_cell(change.patched_iops, 4),
                          number_cell(change.change ? 100 * change.change->value : kNone, 3),
                          text_cell(interval_text(change)), text_cell(change.significant ? "yes" : "no")});
  }
  return table;
}

}  // namespace

ReportParts report_parts(const StoredComparison& comparison) {
  ReportParts parts{.kind = "comparison",
                    .title = "What changed",
                    .question = "",
                    .answer = {},
                    .headline = "changes",
                    .tables_html = "",
                    .explanation_html = "",
                    .validation_html = "",
                    .scenario = "",
                    .provenance = {{"comparison", comparison.file.string()}},
                    .commands = {}};
  // Variants of one result are named by themselves, without the result's directory.
  const bool of_variants = !std::filesystem::is_directory(comparison.sides.front().base);
  std::string sides;
  for (const StoredSide& side : comparison.sides) {
    parts.answer.push_back(side_text(side));
    parts.tables_html += html(side_table(side));
    sides += (of_variants ? "," : " ") + side.patched;
  }
  parts.commands.push_back((of_variants ? "loopsim compare RESULTS --variants " : "loopsim compare ") +
                           comparison.sides.front().base + sides);
  return parts;
}

}  // namespace loopsim::analysis
