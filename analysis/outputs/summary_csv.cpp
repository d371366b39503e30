// SPDX-License-Identifier: GPL-2.0
#include <limits>

#include "analysis/outputs/csv_columns.hpp"
#include "analysis/outputs/writers.hpp"

namespace loopsim::analysis {
namespace {

constexpr Estimate kNoEstimate{std::numeric_limits<double>::quiet_NaN(), std::nullopt};

void append_estimate(CsvWriter& csv, const Estimate& estimate, NumberFormat format) {
  csv.field(format_number(estimate.value, format));
  if (estimate.interval) {
    csv.field(format_number(estimate.interval->low, format));
    csv.field(format_number(estimate.interval->high, format));
  } else {
    csv.field("");
    csv.field("");
  }
}

void append_comparison(CsvWriter& csv, const std::optional<Comparison>& comparison) {
  if (comparison) {
    csv.field(format_number(comparison->published.iops, NumberFormat::rate));
    csv.field(format_number(comparison->error, NumberFormat::fraction));
    csv.field(comparison->published.fitted ? "fitted" : "predicted");
  } else {
    csv.field("");
    csv.field("");
    csv.field("");
  }
}

}  // namespace

std::string summary_csv(const ResultTable& table, std::span<const CellSummary> summaries) {
  const std::span<const Metric> columns = metrics().subspan(1);  // iops is an estimate here
  CsvWriter csv;
  append_cell_header(csv);
  for (const char* name : {"iops_mean", "iops_ci_low", "iops_ci_high", "ratio", "ratio_ci_low", "ratio_ci_high",
                           "published_iops", "published_error", "fitted"}) {
    csv.field(name);
  }
  append_metric_header(csv, columns);
  csv.end_row();
  for (const CellSummary& summary : summaries) {
    append_cell_names(csv, table, *summary.cell);
    append_estimate(csv, summary.iops, NumberFormat::rate);
    append_estimate(csv, summary.ratio.value_or(kNoEstimate), NumberFormat::fraction);
    append_comparison(csv, summary.comparison);
    append_metric_values(csv, columns, summary.total);
    csv.end_row();
  }
  return csv.text();
}

}  // namespace loopsim::analysis
