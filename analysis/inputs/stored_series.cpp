// SPDX-License-Identifier: GPL-2.0
#include "analysis/inputs/stored_series.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

#include <fmt/format.h>

#include "analysis/measurements/csv_table.hpp"
#include "scenarios/input_error.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::size_t kFirstValue = 3;  // behind case, variant and replication

// The values of the replications of one cell, not yet averaged.
struct Sums {
  std::vector<std::vector<double>> values;  // by column, then interval
  std::size_t rows = std::numeric_limits<std::size_t>::max();
  std::size_t replications = 0;
  std::size_t row = 0;  // of the replication that is being read
};

void check_columns(const CsvTable& table) {
  const std::vector<std::string> expected = {"case", "variant", "replication", "at_ns"};
  if (table.columns.size() <= expected.size() || !std::equal(expected.begin(), expected.end(), table.columns.begin())) {
    throw scenarios::InputError({table.file, 1, 0}, "expected the columns of a timeseries.csv of loopsim run");
  }
}

void end_replication(Sums& sums) {
  if (sums.replications > 0) {
    sums.rows = std::min(sums.rows, sums.row);
  }
  sums.row = 0;
}

void add_row(Sums& sums, const std::vector<CsvField>& row) {
  sums.values.resize(row.size() - kFirstValue);
  for (std::size_t column = 0; column < sums.values.size(); ++column) {
    std::vector<double>& values = sums.values[column];
    values.resize(std::max(values.size(), sums.row + 1));
    values[sums.row] += row[column + kFirstValue].not_negative();
  }
  ++sums.row;
}

StoredSeries mean_of(const Sums& sums, const CsvTable& table) {
  StoredSeries series;
  for (std::size_t column = 0; column < sums.values.size(); ++column) {
    std::vector<double> means = sums.values[column];
    means.resize(std::min(sums.rows, means.size()));
    for (double& value : means) {
      value /= static_cast<double>(sums.replications);
    }
    series.columns.emplace(table.columns[column + kFirstValue], std::move(means));
  }
  series.at_ns = series.columns.at("at_ns");
  return series;
}

}  // namespace

SeriesByCell read_series(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / "timeseries.csv";
  const CsvTable table = parse_csv(read_text(file, {file.string(), 0, 0}), file.string());
  check_columns(table);
  std::map<std::pair<std::string, std::string>, Sums> cells;
  std::string replication;
  Sums* sums = nullptr;
  for (const std::vector<CsvField>& row : table.rows) {
    Sums& cell = cells[{row[0].text(), row[1].text()}];
    if (&cell != sums || row[2].text() != replication) {
      if (sums != nullptr) {
        end_replication(*sums);
      }
      sums = &cell;
      replication = row[2].text();
      ++cell.replications;
    }
    add_row(cell, row);
  }
  if (sums != nullptr) {
    end_replication(*sums);
  }
  SeriesByCell series;
  for (const auto& [key, cell] : cells) {
    series.emplace(key, mean_of(cell, table));
  }
  return series;
}

}  // namespace loopsim::analysis
