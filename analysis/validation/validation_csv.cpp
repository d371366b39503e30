// SPDX-License-Identifier: GPL-2.0
#include "analysis/csv.hpp"
#include "analysis/measurements/row_filter.hpp"
#include "analysis/number_format.hpp"
#include "analysis/validation/findings.hpp"
#include "analysis/validation/writers.hpp"

namespace loopsim::analysis {
namespace {

void append_measurement(CsvWriter& csv, const Measurement& measured) {
  for (const std::string& column : filter_columns()) {
    if (column != "file") {
      csv.field(field_text(measured, column));
    }
  }
  csv.field(std::to_string(measured.repetitions));
  csv.field(format_number(measured.iops, NumberFormat::rate));
  csv.field(format_number(measured.iops_min, NumberFormat::rate));
  csv.field(format_number(measured.iops_max, NumberFormat::rate));
}

void append_row(CsvWriter& csv, const ValidatedRow& row) {
  csv.field(row.planned.machine);
  csv.field(row.planned.name);
  csv.field(place_text(row.planned.measured.source));
  append_measurement(csv, row.planned.measured);
  csv.field(format_number(row.planned.tolerance, NumberFormat::fraction));
  csv.field(format_number(row.simulated.value, NumberFormat::rate));
  const auto& interval = row.simulated.interval;
  csv.field(interval ? format_number(interval->low, NumberFormat::rate) : "");
  csv.field(interval ? format_number(interval->high, NumberFormat::rate) : "");
  csv.field(format_number(row.error, NumberFormat::fraction));
  csv.field(row.within() ? "1" : "0");
  csv.field(format_number(row.demerit, NumberFormat::fraction));
  csv.field(row.planned.fitted ? "fitted" : "predicted");
  csv.field("");
  csv.end_row();
}

void append_left_out(CsvWriter& csv, const LeftOutRow& row) {
  csv.field("");
  csv.field(row.name);
  csv.field(place_text(row.measured.source));
  append_measurement(csv, row.measured);
  for (int empty = 0; empty < 7; ++empty) {
    csv.field("");
  }
  csv.field("left out");
  csv.field(row.reason);
  csv.end_row();
}

}  // namespace

std::string validation_csv(const ValidationReport& report) {
  CsvWriter csv;
  for (const char* name : {"machine", "row", "source"}) {
    csv.field(name);
  }
  for (const std::string& column : filter_columns()) {
    if (column != "file") {
      csv.field(column);
    }
  }
  for (const char* name :
       {"n", "measured_iops", "measured_iops_min", "measured_iops_max", "tolerance", "simulated_iops",
        "simulated_ci_low", "simulated_ci_high", "error", "within", "demerit", "kind", "reason"}) {
    csv.field(name);
  }
  csv.end_row();
  for (const ValidatedRow& row : report.rows) {
    append_row(csv, row);
  }
  for (const LeftOutRow& row : report.left_out) {
    append_left_out(csv, row);
  }
  return csv.text();
}

}  // namespace loopsim::analysis
