// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/measurements/csv_table.hpp"
#include "analysis/measurements/measurement.hpp"

namespace loopsim::analysis {

// What the rows of a table say.
enum class TableContents {
  runs,   // of fio or of something that stands for it: each is a Measurement
  costs,  // of single calls: they go into machine files, nothing can be run from them
};

// One of the CSV tables that the reader knows, by the columns that it is published with.
struct TableFormat {
  std::string_view name;  // of the published file
  TableContents contents;
  std::string_view about;  // what its rows are, for the reader of a report
  LatencyKind percentiles;
  std::vector<std::string> columns;
};

std::span<const TableFormat> table_formats();

// The format whose columns differ least from those of `table`. Throws InputError when not even half of any format's
// columns are there.
const TableFormat& format_of(const CsvTable& table);

}  // namespace loopsim::analysis
