// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "analysis/inputs/result_digest.hpp"
#include "analysis/plot/measured_points.hpp"
#include "analysis/plot/run_cells.hpp"
#include "analysis/report/html.hpp"
#include "analysis/report/machine_state.hpp"
#include "analysis/report/report_parts.hpp"
#include "analysis/report/run_words.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

HtmlCell interval_cell(const std::optional<Interval>& interval, double unit) {
  if (!interval) {
    return text_cell("");
  }
  return text_cell(
      fmt::format("{} to {}", fit_number(interval->low / unit, 4, 8), fit_number(interval->high / unit, 4, 8)));
}

// Whether the machine file was fitted on the row beside the cell.
const char* standing_of(const StoredCell& cell) {
  if (!cell.published) {
    return "";
  }
  return cell.published->published.fitted ? "fitted" : "predicted";
}

// Columns that only some results fill.
struct OptionalColumns {
  bool published;
  bool note;
};

std::vector<HtmlCell> variant_row(const StoredCell& cell, const OptionalColumns& columns) {
  std::vector<HtmlCell> row = {text_cell(cell.variant + (cell.baseline ? " (baseline)" : "")),
                               text_cell(cell.policy),
                               number_cell(cell.iops_estimate.value / 1e3, 4),
                               interval_cell(cell.iops_estimate.interval, 1e3),
                               number_cell(cell.ratio ? cell.ratio->value : kNone, 3),
                               interval_cell(cell.ratio && !cell.baseline ? cell.ratio->interval : std::nullopt, 1)};
  if (columns.published) {
    row.push_back(number_cell(cell.published ? cell.published->published.iops / 1e3 : kNone, 4));
    row.push_back(number_cell(cell.published ? 100 * cell.published->error : kNone, 2));
    row.push_back(text_cell(standing_of(cell)));
  }
  row.push_back(number_cell(cell.clat_p50_ns / 1e3, 3));
  row.push_back(number_cell(cell.clat_p99_ns / 1e3, 3));
  row.push_back(number_cell(cell.clat_p999_ns / 1e3, 3));
  row.push_back(number_cell(cell.cpu_ns_per_io / 1e3, 3));
  row.push_back(number_cell(cell.ctx_switches_per_io, 3));
  row.push_back(number_cell(100 * cell.metric("eagain_fraction"), 3));
  if (columns.note) {
    row.push_back(text_cell(cell.note));
  }
  return row;
}

HtmlTable variants_table(const CaseCells& cells) {
  const OptionalColumns columns{
      std::ranges::any_of(cells.cells, [](const StoredCell* cell) { return cell->published.has_value(); }),
      std::ranges::any_of(cells.cells, [](const StoredCell* cell) { return !cell->note.empty(); })};
  HtmlTable table{
      .caption = fmt::format(
          "Case {}: every variant with 95 % intervals; CPU time and context switches per I/O, EAGAIN per attempt",
          cells.name),
      .columns = {"variant", "policy", "kIOPS", "interval", "ratio", "interval"},
      .rows = {}};
  if (columns.published) {
    table.columns.insert(table.columns.end(), {"published", "error, %", "kind"});
  }
  table.columns.insert(table.columns.end(), {"p50, us", "p99, us", "p99.9, us", "CPU, us", "switches", "EAGAIN, %"});
  if (columns.note) {
    table.columns.emplace_back("note");
  }
  for (const StoredCell* cell : cells.cells) {
    table.rows.push_back(variant_row(*cell, columns));
  }
  return table;
}

std::string explanation_html(const std::vector<CaseWords>& cases) {
  std::string text;
  for (const CaseWords& words : cases) {
    std::string list;
    for (const VariantWords& variant : words.variants) {
      list += "<dt>" + html_text(variant.variant) + "</dt>\n<dd>";
      for (const std::string& sentence : variant.sentences) {
        list += prose(sentence) + " ";
      }
      list += "</dd>\n";
    }
    if (!list.empty()) {
      text += "<h3>Case " + html_text(words.name) + "</h3>\n<dl>\n" + list + "</dl>\n";
    }
  }
  return text;
}

std::vector<std::string> answers(const std::vector<CaseWords>& cases) {
  std::vector<std::string> paragraphs;
  paragraphs.reserve(cases.size());
  for (const CaseWords& words : cases) {
    paragraphs.push_back(cases.size() == 1 ? words.answer : words.name + ": " + words.answer);
  }
  return paragraphs;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> program_rows(const Provenance& provenance) {
  return {{"version", provenance.version},
          {"compiler", provenance.compiler},
          {"build type", provenance.build_type},
          {"engine mode", provenance.engine_mode}};
}

ReportParts report_parts(const StoredResult& result) {
  const std::vector<CaseWords> words = run_words(result);
  ReportParts parts{.kind = "run",
                    .title = result.scenario,
                    .question = result.question,
                    .answer = answers(words),
                    .headline = "bars",
                    .tables_html = "",
                    .explanation_html = explanation_html(words),
                    .validation_html = machine_state_html(result.resolved, measured_points(result)),
                    .scenario = result.provenance.resolved_scenario,
                    .provenance = program_rows(result.provenance),
                    .commands = {result.provenance.command_line,
                                 fmt::format("loopsim run {}/resolved.yaml", result.directory.string())}};
  for (const CaseCells& cells : by_case(result)) {
    parts.tables_html += html(variants_table(cells));
  }
  parts.provenance.emplace_back("seed", std::to_string(result.seed));
  parts.provenance.emplace_back("replications", std::to_string(result.cells.front().iops.size()));
  parts.provenance.emplace_back("digest of all runs", result_digest(result));
  return parts;
}

}  // namespace loopsim::analysis
