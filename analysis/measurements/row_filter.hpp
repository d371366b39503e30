// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/measurements/measurement.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::analysis {

// A choice of rows by their fields: `where: {device: zram, jobs: [1, 12], condition: "*idle=halt*"}`. A row is in when
// every column that is named has one of the values given for it; `*` in a value stands for any text, and `""` for none.
// A filter without columns takes every row.
class RowFilter {
 public:
  RowFilter() = default;

  // Reads the map. Throws InputError for a column that rows do not have.
  explicit RowFilter(const scenarios::Value& section);

  bool takes(const Measurement& row) const;

 private:
  struct Condition {
    std::string column;
    std::vector<std::string> values;
  };
  std::vector<Condition> conditions_;
};

// Names of the columns that a filter may use: those of the tables, for whatever kind of file a row came from, and
// `file`, the name of that file.
std::vector<std::string> filter_columns();

// What a row has in a column; empty where it says nothing. Throws std::out_of_range for a column that rows do not have.
std::string field_text(const Measurement& row, std::string_view column);

}  // namespace loopsim::analysis
