// SPDX-License-Identifier: GPL-2.0
#include "analysis/inputs/stored_sweep.hpp"

#include <limits>

#include <fmt/format.h>

#include "analysis/measurements/csv_table.hpp"
#include "scenarios/input_error.hpp"

namespace loopsim::analysis {
namespace {

// Where the columns that this file reads are.
struct Columns {
  explicit Columns(const CsvTable& table) : table_(table) {}

  std::size_t operator[](const char* name) const {
    const auto index = table_.index_of(name);
    if (!index) {
      throw scenarios::InputError({table_.file, 1, 0}, fmt::format("no column '{}': not what a sweep leaves", name));
    }
    return *index;
  }

 private:
  const CsvTable& table_;
};

std::optional<Estimate> estimate_at(const std::vector<CsvField>& row, std::size_t first) {
  if (row[first].empty()) {
    return std::nullopt;
  }
  Estimate estimate{row[first].not_negative(), std::nullopt};
  if (!row[first + 1].empty()) {
    // The low end of an interval may be below 0.
    estimate.interval = Interval{row[first + 1].number(), row[first + 2].number()};
  }
  return estimate;
}

SweepRow read_row(const std::vector<CsvField>& row, const Columns& columns, std::size_t axes) {
  SweepRow read;
  read.point = static_cast<std::size_t>(row.front().integer(0, std::numeric_limits<int>::max()));
  for (std::size_t axis = 1; axis <= axes; ++axis) {
    read.at.push_back(row[axis].text());
  }
  read.case_name = row[columns["case"]].text();
  read.variant = row[columns["variant"]].text();
  read.policy = row[columns["policy"]].text();
  read.iops =
      estimate_at(row, columns["iops_mean"]).value_or(Estimate{std::numeric_limits<double>::quiet_NaN(), std::nullopt});
  read.ratio = estimate_at(row, columns["ratio"]);
  return read;
}

}  // namespace

StoredSweep read_sweep(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / "results.csv";
  const CsvTable table = parse_csv(read_text(file, {file.string(), 0, 0}), file.string());
  const Columns columns(table);
  const std::size_t axes_end = columns["scenario"];
  if (columns["point"] != 0 || table.rows.empty()) {
    throw scenarios::InputError({table.file, 0, 0}, "expected a row for each point: not what a sweep leaves");
  }
  StoredSweep sweep{.directory = directory,
                    .manifest = read_manifest(directory / "manifest.json"),
                    .scenario = table.rows.front()[axes_end].text(),
                    .axes = {table.columns.begin() + 1, table.columns.begin() + static_cast<std::ptrdiff_t>(axes_end)},
                    .rows = {}};
  for (const std::vector<CsvField>& row : table.rows) {
    sweep.rows.push_back(read_row(row, columns, sweep.axes.size()));
  }
  return sweep;
}

}  // namespace loopsim::analysis
