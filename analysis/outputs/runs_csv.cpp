// SPDX-License-Identifier: GPL-2.0
#include "analysis/outputs/csv_columns.hpp"
#include "analysis/outputs/writers.hpp"

namespace loopsim::analysis {

std::string runs_csv(const ResultTable& table) {
  CsvWriter csv;
  append_cell_header(csv);
  csv.field("replication");
  append_metric_header(csv, metrics());
  csv.field("digest");
  csv.end_row();
  for (const Cell& cell : table.cells) {
    for (std::size_t replication = 0; replication < cell.runs.size(); ++replication) {
      const models::RunResult& run = cell.runs[replication];
      append_cell_names(csv, table, cell);
      csv.field(std::to_string(replication));
      append_metric_values(csv, metrics(), run);
      csv.field(format_digest(run.digest));
      csv.end_row();
    }
  }
  return csv.text();
}

}  // namespace loopsim::analysis
