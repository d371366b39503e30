// SPDX-License-Identifier: GPL-2.0
#include <limits>

#include <fmt/format.h>

#include "analysis/report/html.hpp"
#include "analysis/report/report_parts.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string errors_text(const StoredErrors& errors, const char* kind) {
  return fmt::format("{} {} {} with a mean absolute error of {} %, at worst {:+.1f} % ({})", errors.rows, kind,
                     errors.rows == 1 ? "row comes out" : "rows come out", fit_number(100 * errors.mape, 2, 6),
                     100 * errors.worst, errors.worst_row);
}

std::string answer_text(const StoredFindings& all) {
  std::string text;
  if (all.predicted) {
    text = errors_text(*all.predicted, "predicted") + ".";
  } else if (all.fitted) {
    text = errors_text(*all.fitted, "fitted") + "; nothing is predicted.";
  } else {
    return "No row was simulated.";
  }
  if (all.clear_signs > 0) {
    text += fmt::format(" Of {} policy differences that are larger than their spread, {} have the right sign",
                        all.clear_signs, all.right_signs);
    text += all.rank_correlation ? fmt::format("; the rank correlation is {:.2f}.", *all.rank_correlation) : ".";
  } else {
    text += " No policy difference is larger than its spread.";
  }
  return text;
}

HtmlTable machines_table(const StoredValidation& validation) {
  HtmlTable table{.caption = "Machines",
                  .columns = {"machine", "rows", "predicted", "mean absolute error, %", "worst, %", "worst row",
                              "fitted", "their error, %", "rank correlation", "signs right", "of"},
                  .rows = {}};
  for (const StoredFindings& machine : validation.machines) {
    const auto& predicted = machine.predicted;
    const auto& fitted = machine.fitted;
    table.rows.push_back(
        {text_cell(machine.machine), number_cell(static_cast<double>(machine.rows), 1),
         number_cell(predicted ? static_cast<double>(predicted->rows) : 0, 1),
         number_cell(predicted ? 100 * predicted->mape : kNone, 3),
         number_cell(predicted ? 100 * predicted->worst : kNone, 3), text_cell(predicted ? predicted->worst_row : ""),
         number_cell(fitted ? static_cast<double>(fitted->rows) : 0, 1),
         number_cell(fitted ? 100 * fitted->mape : kNone, 3), number_cell(machine.rank_correlation.value_or(kNone), 2),
         number_cell(static_cast<double>(machine.right_signs), 1),
         number_cell(static_cast<double>(machine.clear_signs), 1)});
  }
  return table;
}

HtmlTable rows_table(const StoredValidation& validation) {
  HtmlTable table{
      .caption = "Every row",
      .columns = {"row", "machine", "measured, IOPS", "tolerance, %", "simulated, IOPS", "error, %", "kind"},
      .rows = {}};
  for (const StoredRow& row : validation.rows) {
    table.rows.push_back({text_cell(row.name),
                          text_cell(row.machine),
                          number_cell(row.measured, 4),
                          number_cell(100 * row.tolerance, 2),
                          number_cell(row.simulated.value, 4),
                          {.text = fmt::format("{:+.1f}", 100 * row.error), .value = row.error, .numeric = true},
                          text_cell(row.fitted ? "fitted" : "predicted")});
  }
  return table;
}

}  // namespace

ReportParts report_parts(const StoredValidation& validation) {
  ReportParts parts{
      .kind = "validation",
      .title = validation.name,
      .question = validation.question,
      .answer = {answer_text(validation.all)},
      .headline = "agreement",
      .tables_html = html(machines_table(validation)),
      .explanation_html = "",
      .validation_html = details(fmt::format("All {} rows", validation.rows.size()), html(rows_table(validation))) +
                         paragraph(fmt::format("{} measured rows were not simulated; validation.csv "
                                               "says why.",
                                               validation.left_out)),
      .scenario = "",
      .provenance = program_rows(validation.provenance),
      .commands = {validation.provenance.command_line}};
  parts.provenance.emplace_back("seed", std::to_string(validation.seed));
  parts.provenance.emplace_back("replications", std::to_string(validation.replications));
  return parts;
}

}  // namespace loopsim::analysis
