// SPDX-License-Identifier: GPL-2.0
#include "analysis/outputs/csv_columns.hpp"

#include "analysis/labels.hpp"

namespace loopsim::analysis {

void append_cell_header(CsvWriter& csv) {
  for (const char* name : {"scenario", "case", "variant", "policy"}) {
    csv.field(name);
  }
}

void append_cell_names(CsvWriter& csv, const ResultTable& table, const Cell& cell) {
  csv.field(table.scenario.name);
  csv.field(table.workload(cell).name);
  csv.field(table.variant(cell).name);
  csv.field(policy_label(table.variant(cell).design));
}

void append_metric_header(CsvWriter& csv, std::span<const Metric> columns) {
  for (const Metric& metric : columns) {
    csv.field(metric.name);
  }
}

void append_metric_values(CsvWriter& csv, std::span<const Metric> columns, const models::RunResult& run) {
  for (const Metric& metric : columns) {
    csv.field(format_number(metric.value(run), metric.format));
  }
}

}  // namespace loopsim::analysis
