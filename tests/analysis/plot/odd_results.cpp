// SPDX-License-Identifier: GPL-2.0
#include "tests/analysis/plot/odd_results.hpp"

#include <fstream>

#include "analysis/csv.hpp"

namespace loopsim::analysis {
namespace {

constexpr const char* kResolved = R"yaml(schema_version: 1
name: odd
machine:
  name: m<1>
  about: "A & B"
  costs:
    psync: {value: 300ns, range: [1ns, 1us], source: "a <guess>", fitted: true}
  fitted_on: [P1]
seed: 7
)yaml";

StoredCell odd_cell(const std::string& variant, double iops, bool fitted) {
  StoredCell cell{.case_name = "mix",
                  .variant = variant,
                  .baseline = variant == "base",
                  .iops = {iops, iops},
                  .clat_p50_ns = 10e3,
                  .clat_p99_ns = 20e3,
                  .clat_p999_ns = 30e3,
                  .cpu_ns_per_io = 2e3,
                  .ctx_switches_per_io = 1,
                  .policy = "nowait",
                  .note = kOddLabel,
                  .iops_estimate = {iops, Interval{0.9 * iops, 1.1 * iops}},
                  .ratio = Estimate{iops / 100e3, Interval{0.9 * iops / 100e3, 1.1 * iops / 100e3}},
                  .published = Comparison{{.iops = 1.2 * iops, .row = "P1", .fitted = fitted}, -1.0 / 6},
                  .digests = {"00000000000000aa", "00000000000000bb"}};
  cell.metrics = {{"iops", iops},           {"cpu_ns_per_io", 2e3},   {"worker_utilization", 0.5},
                  {"stage_submit_ns", 4e3}, {"stage_device_ns", 6e3}, {"device_utilization", 0.25}};
  for (int bin = 1; bin <= 40; ++bin) {
    cell.clat_bins.push_back({1e3 * bin, 100.0});
  }
  return cell;
}

void write_series(const std::filesystem::path& directory, const StoredResult& result) {
  CsvWriter csv;
  for (const char* name : {"case", "variant", "replication", "at_ns", "iops", "eagain", "slow_time_fraction"}) {
    csv.field(name);
  }
  csv.end_row();
  for (const StoredCell& cell : result.cells) {
    for (const char* replication : {"0", "1"}) {
      for (const char* at : {"1000000", "2000000", "3000000"}) {
        for (const std::string& field : {cell.case_name, cell.variant}) {
          csv.field(field);
        }
        for (const char* field : {replication, at, "5000.0", at, "0.5"}) {
          csv.field(field);
        }
        csv.end_row();
      }
    }
  }
  std::ofstream(directory / "timeseries.csv", std::ios::binary) << csv.text();
}

}  // namespace

StoredResult odd_result(const std::filesystem::path& directory) {
  StoredResult result{.directory = directory,
                      .scenario = "odd",
                      .version = "1.0 (abc)",
                      .seed = 7,
                      .cells = {odd_cell("base", 100e3, true), odd_cell(kOddLabel, 200e3, false)},
                      .resolved = scenarios::parse_yaml(kResolved, "resolved.yaml"),
                      .question = kOddLabel,
                      .provenance = {.version = "1.0 (abc)",
                                     .compiler = "c++ <1>",
                                     .build_type = "Release",
                                     .engine_mode = "horizon",
                                     .command_line = "loopsim run 'a <b>.yaml'",
                                     .resolved_scenario = kResolved},
                      .replications = 2};
  write_series(directory, result);
  return result;
}

StoredSweep small_sweep() {
  StoredSweep sweep{.directory = "sweep",
                    .manifest = {.sweep = "small",
                                 .version = "1.0",
                                 .plan = "0123456789abcdef0123",
                                 .total = 6,
                                 .shard = {},
                                 .question = kOddLabel,
                                 .file = "small.yaml"},
                    .scenario = "base",
                    .axes = {"cases.*.iodepth", "cases.*.numjobs"},
                    .rows = {}};
  std::size_t point = 0;
  for (const char* depth : {"1", "4", "16"}) {
    for (const char* jobs : {"1", "4"}) {
      const double gain = std::stod(depth) / 4;
      for (const auto& [variant, ratio] : {std::pair("base", 1.0), {"new", gain}, {"other", 1.005}}) {
        sweep.rows.push_back({.point = point,
                              .at = {depth, jobs},
                              .case_name = "mix",
                              .variant = variant,
                              .policy = "nowait",
                              .iops = {100e3 * ratio, Interval{99e3 * ratio, 101e3 * ratio}},
                              .ratio = Estimate{ratio, Interval{ratio, ratio}}});
      }
      ++point;
    }
  }
  return sweep;
}

StoredComparison odd_comparison() {
  return {.file = "comparison.json",
          .sides = {{.base = "a",
                     .patched = kOddLabel,
                     .workloads = {{.case_name = kOddLabel,
                                    .base_variant = "v",
                                    .patched_variant = "v",
                                    .base_iops = 100e3,
                                    .patched_iops = 120e3,
                                    .change = Estimate{0.2, Interval{0.1, 0.3}},
                                    .significant = true}}}}};
}

StoredValidation odd_validation() {
  const StoredRow row{.machine = "m",
                      .name = kOddLabel,
                      .fitted = true,
                      .measured = 100e3,
                      .tolerance = 0.05,
                      .simulated = {110e3, Interval{100e3, 120e3}},
                      .error = 0.1};
  StoredRow predicted = row;
  predicted.fitted = false;
  const StoredErrors errors{.rows = 1, .mape = 0.1, .worst = 0.1, .worst_row = kOddLabel};
  const StoredFindings findings{.machine = "m",
                                .rows = 2,
                                .predicted = errors,
                                .fitted = errors,
                                .rank_correlation = 0.5,
                                .clear_signs = 3,
                                .right_signs = 2};
  return {.directory = "v",
          .name = "table",
          .question = "How far?",
          .provenance = {.version = "1.0",
                         .compiler = "",
                         .build_type = "",
                         .engine_mode = "",
                         .command_line = "loopsim validate table.yaml",
                         .resolved_scenario = ""},
          .seed = 1,
          .replications = 2,
          .rows = {row, predicted},
          .machines = {findings},
          .all = findings,
          .left_out = 1};
}

std::vector<AnyResults> all_results(const std::filesystem::path& directory) {
  return {odd_result(directory), small_sweep(), odd_comparison(), odd_validation()};
}

}  // namespace loopsim::analysis
