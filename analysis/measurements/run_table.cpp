// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/run_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "analysis/measurements/integer_text.hpp"
#include "scenarios/close_match.hpp"
#include "scenarios/known_names.hpp"
#include "scenarios/names.hpp"
#include "scenarios/words.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::in_quotes;
using scenarios::InputError;

constexpr int kMostJobs = 4'096;
constexpr int kDeepestQueue = 65'536;
constexpr int kMostCpus = 1'024;
constexpr int kMostRepetitions = 1'000'000;

void add_percentile(Measurement& row, double per_cent, const CsvField& field) {
  if (!field.empty()) {
    row.percentiles.push_back({per_cent, field.not_negative()});
  }
}

void read_kernel(Measurement& row, const CsvField& field) {
  row.kernel = field.required();
  try {
    row.era = era_of(row.kernel);
  } catch (const std::invalid_argument& error) {
    field.fail(error.what());
  }
}

// A column that a Measurement is made from.
struct RunColumn {
  std::string_view name;
  void (*read)(Measurement&, const CsvField&);
};

constexpr auto kRunColumns = std::to_array<RunColumn>({
    {"kernel", read_kernel},
    {"accel", [](Measurement& row, const CsvField& field) { row.accel = field.required(); }},
    {"vcpus", [](Measurement& row, const CsvField& field) { row.cpus = field.integer(1, kMostCpus); }},
    {"fs", [](Measurement& row, const CsvField& field) { row.fs = field.text(); }},
    {"device", [](Measurement& row, const CsvField& field) { row.device = field.required(); }},
    {"device_latency_ns",
     [](Measurement& row, const CsvField& field) {
       if (!field.empty()) {
         row.device_latency = static_cast<sim::SimTime>(std::llround(field.not_negative()));
       }
     }},
    {"target", [](Measurement& row, const CsvField& field) { row.target = field.word(measured_targets()); }},
    {"mapping", [](Measurement& row, const CsvField& field) { row.mapping = field.word(measured_mappings()); }},
    {"rw", [](Measurement& row, const CsvField& field) { row.rw = field.word(measured_rw_words()); }},
    {"jobs", [](Measurement& row, const CsvField& field) { row.jobs = field.integer(1, kMostJobs); }},
    {"iodepth", [](Measurement& row, const CsvField& field) { row.iodepth = field.integer(1, kDeepestQueue); }},
    {"engine", [](Measurement& row, const CsvField& field) { row.engine = field.word(measured_engines()); }},
    {"policy", [](Measurement& row, const CsvField& field) { row.policy = field.word(measured_policies()); }},
    {"sched", [](Measurement& row, const CsvField& field) { row.sched = field.required(); }},
    {"condition", [](Measurement& row, const CsvField& field) { row.condition = field.text(); }},
    {"rep", [](Measurement& /*row*/, const CsvField& field) { field.integer(1, kMostRepetitions); }},
    {"n", [](Measurement& row, const CsvField& field) { row.repetitions = field.integer(1, kMostRepetitions); }},
    {"iops",
     [](Measurement& row, const CsvField& field) { row.iops = row.iops_min = row.iops_max = field.positive(); }},
    {"iops_min", [](Measurement& row, const CsvField& field) { row.iops_min = field.positive(); }},
    {"iops_max", [](Measurement& row, const CsvField& field) { row.iops_max = field.positive(); }},
    {"lat_mean_ns",
     [](Measurement& row, const CsvField& field) {
       if (!field.empty()) {
         row.latency_mean_ns = field.not_negative();
       }
     }},
    {"lat_p50_ns", [](Measurement& row, const CsvField& field) { add_percentile(row, 50, field); }},
    {"lat_p90_ns", [](Measurement& row, const CsvField& field) { add_percentile(row, 90, field); }},
    {"lat_p99_ns", [](Measurement& row, const CsvField& field) { add_percentile(row, 99, field); }},
    {"lat_p999_ns", [](Measurement& row, const CsvField& field) { add_percentile(row, 99.9, field); }},
});

// Of the columns that no Measurement is made from, those that do not hold numbers.
constexpr std::array<std::string_view, 12> kTextColumns = {
    "kernel", "fs", "device", "sched", "mapping", "op", "pattern", "condition", "mode", "writer", "name", "raw_json"};

bool is_text(std::string_view column) { return std::ranges::find(kTextColumns, column) != kTextColumns.end(); }

const RunColumn* run_column(std::string_view name) {
  const auto* found = std::ranges::find(kRunColumns, name, &RunColumn::name);
  return found == kRunColumns.end() ? nullptr : found;
}

void require_column(const CsvTable& table, const TableFormat& format, const std::string& column) {
  if (table.index_of(column)) {
    return;
  }
  std::vector<std::string> strangers = table.columns;
  std::erase_if(strangers, [&](const std::string& name) { return scenarios::contains(format.columns, name); });
  const auto match = scenarios::close_match(column, strangers);
  throw InputError({table.file, 1, 1}, fmt::format("missing column {}{}; a table like {} has {}", in_quotes(column),
                                                   match ? fmt::format("; is it {}?", in_quotes(*match)) : "",
                                                   format.name, fmt::join(format.columns, ", ")));
}

void check_number(const CsvField& field) {
  if (!field.empty()) {
    static_cast<void>(field.not_negative());
  }
}

Measurement read_run(const CsvTable& table, const std::vector<CsvField>& fields, const TableFormat& format) {
  Measurement row;
  row.source = {table.file, fields.front().place().line, 1};
  row.latency_kind = format.percentiles;
  // In the format's order: iops comes before its minimum and maximum, wherever the file has them.
  for (const std::string& name : format.columns) {
    const auto index = table.index_of(name);
    if (!index) {
      continue;
    }
    const CsvField& field = fields[*index];
    if (const RunColumn* column = run_column(name)) {
      column->read(row, field);
    } else if (!is_text(name)) {
      check_number(field);
    }
  }
  // The table's target is the file that the emulation works on.
  if (row.engine == "aio-emulation") {
    row.target = "emulation";
  }
  check_row(row);
  return row;
}

}  // namespace

std::vector<std::string> measured_targets() { return {"loop", "file", "bdev"}; }

std::vector<std::string> measured_mappings() { return {"stable", "unwritten", "sparse"}; }

std::vector<std::string> measured_engines() {
  std::vector<std::string> engines = scenarios::texts_of(scenarios::kIoEngineWords);
  engines.emplace_back("aio-emulation");
  return engines;
}

std::vector<std::string> measured_policies() {
  std::vector<std::string> policies = scenarios::known_policies();
  for (const char* policy : {"direct", "nowait-hint-complete"}) {
    if (!scenarios::contains(policies, policy)) {
      policies.emplace_back(policy);
    }
  }
  return policies;
}

models::KernelVersion era_of(std::string_view kernel) {
  const std::string_view version = kernel.substr(0, kernel.find_first_not_of("0123456789."));
  const std::size_t point = version.find('.');
  const std::string_view minor = point == std::string_view::npos ? "" : version.substr(point + 1);
  const auto major_number = integer_between(version.substr(0, point), 0, 1'000);
  const auto minor_number = integer_between(minor.substr(0, minor.find('.')), 0, 1'000);
  if (!major_number || !minor_number) {
    throw std::invalid_argument(
        fmt::format("expected a kernel that starts with MAJOR.MINOR, such as 6.18, got {}", in_quotes(kernel)));
  }
  return {*major_number, *minor_number};
}

void check_row(const Measurement& row) {
  if (row.iops < row.iops_min || row.iops > row.iops_max) {
    throw InputError(row.source, fmt::format("iops {} is not between iops_min {} and iops_max {}", row.iops,
                                             row.iops_min, row.iops_max));
  }
  if (!std::ranges::is_sorted(row.percentiles, {}, &Percentile::ns)) {
    throw InputError(row.source, "the latency percentiles fall: a higher one is below a lower one");
  }
  const bool direct = row.policy == "direct";
  if (row.target == "loop" && direct) {
    throw InputError(row.source, "policy 'direct' on target 'loop': a loop device has one of the driver's policies");
  }
  if ((row.target == "file" || row.target == "bdev") && !direct) {
    throw InputError(row.source, fmt::format("policy {} on target {}: only 'direct' is possible there",
                                             in_quotes(row.policy), in_quotes(row.target)));
  }
  if (row.engine == "psync" && row.iodepth != 1) {
    throw InputError(row.source, fmt::format("iodepth {} with psync, which has one I/O in flight", row.iodepth));
  }
}

std::vector<Measurement> read_runs(const CsvTable& table, const TableFormat& format) {
  for (const std::string& column : format.columns) {
    if (run_column(column) != nullptr) {
      require_column(table, format, column);
    }
  }
  std::vector<Measurement> rows;
  rows.reserve(table.rows.size());
  for (const std::vector<CsvField>& fields : table.rows) {
    rows.push_back(read_run(table, fields, format));
  }
  return rows;
}

void check_costs(const CsvTable& table, const TableFormat& format) {
  for (const std::string& column : format.columns) {
    require_column(table, format, column);
  }
  for (const std::vector<CsvField>& fields : table.rows) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (scenarios::contains(format.columns, table.columns[i]) && !is_text(table.columns[i])) {
        check_number(fields[i]);
      }
    }
  }
}

}  // namespace loopsim::analysis
