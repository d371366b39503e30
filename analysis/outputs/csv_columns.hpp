// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>

#include "analysis/csv.hpp"
#include "analysis/metrics.hpp"
#include "analysis/result_table.hpp"

namespace loopsim::analysis {

// Columns that several of the CSV files share.

// scenario, case, variant, policy
void append_cell_header(CsvWriter& csv);
void append_cell_names(CsvWriter& csv, const ResultTable& table, const Cell& cell);

void append_metric_header(CsvWriter& csv, std::span<const Metric> columns);
void append_metric_values(CsvWriter& csv, std::span<const Metric> columns, const models::RunResult& run);

}  // namespace loopsim::analysis
