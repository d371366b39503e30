// SPDX-License-Identifier: GPL-2.0
#include <fmt/format.h>

#include "analysis/text_layout.hpp"
#include "analysis/validation/findings.hpp"
#include "analysis/validation/writers.hpp"

namespace loopsim::analysis {
namespace {

// Nothing in a cell may end it.
std::string cell(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
    text.insert(at, "\\");
  }
  return text;
}

std::string row_text(const ValidatedRow& row) {
  const std::string error = percent_text(row.error);
  const std::string demerit = row.demerit ? fmt::format("{:.0f} %", 100 * *row.demerit) : "";
  return fmt::format("| {} | {} | {:.0f} % | {} | {} | {} | {} |\n", cell(row.planned.label),
                     fit_number(row.planned.measured.iops / 1e3, 4, 7), 100 * row.planned.tolerance,
                     fit_number(row.simulated.value / 1e3, 4, 7),
                     row.within() ? error + " %" : fmt::format("**{} %**", error),
                     row.planned.fitted ? "fitted" : "predicted", demerit);
}

std::string list(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) {
    text += fmt::format("- {}\n", sentence);
  }
  return text;
}

std::string machine_text(const ValidationReport& report, const ValidationSummary& summary) {
  std::string text =
      fmt::format("## {}\n\n{}{}", cell(summary.machine), list(findings(summary)), list(wrong_signs(summary)));
  std::string heading;
  for (const ValidatedRow& row : report.rows) {
    if (row.planned.machine != summary.machine) {
      continue;
    }
    if (row.planned.heading != heading) {
      heading = row.planned.heading;
      text += fmt::format(
          "\n### {}\n\n| row | measured, k IOPS | tolerance | simulated, k IOPS | error | | demerit |\n"
          "|---|---|---|---|---|---|---|\n",
          heading);
    }
    text += row_text(row);
  }
  return text + '\n';
}

std::string left_out_text(const ValidationReport& report) {
  if (report.left_out.empty()) {
    return "";
  }
  std::string text = "## Not simulated\n";
  for (const auto& [reason, rows] : by_reason(report.left_out)) {
    text += fmt::format("\n{}: {}\n\n", reason, rows.size());
    for (const LeftOutRow* row : rows) {
      text += fmt::format("- `{}` ({})\n", row->name, place_text(row->measured.source));
    }
  }
  return text + '\n';
}

}  // namespace

std::string validation_markdown(const ValidationReport& report) {
  std::string text = fmt::format(
      "# Validation: {}\n\n{} {} replication{} from seed {}; errors outside the row's "
      "tolerance are bold.\n\n",
      report.name, report.question, report.replications, report.replications == 1 ? "" : "s", report.seed);
  for (const ValidationSummary& machine : report.machines) {
    text += machine_text(report, machine);
  }
  text += left_out_text(report);
  for (const std::string& note : report.notes) {
    text += fmt::format("- {}\n", note);
  }
  return text;
}

}  // namespace loopsim::analysis
