// SPDX-License-Identifier: GPL-2.0
#include "tests/analysis/comparison/fake_stored_results.hpp"

#include <utility>

namespace loopsim::analysis {
namespace {

constexpr const char* kResolved = R"yaml(schema_version: 1
name: fake
machine:
  name: m
  costs:
    psync: {value: 300ns, range: [1ns, 1us], source: guess}
  fitted_on: [P1, P2]
replications: 3
seed: 1
cases:
  sync: {rw: read, iodepth: 1}
  async: {rw: read, iodepth: 16}
variants:
  in-tree: {policy: workqueue, hw_queues: 1, baseline: true}
  nowait: {policy: nowait, hw_queues: 1, note: new}
)yaml";

}  // namespace

StoredCell stored_cell(const std::string& case_name, const std::string& variant, std::vector<double> iops) {
  return {.case_name = case_name,
          .variant = variant,
          .baseline = variant == "in-tree",
          .iops = std::move(iops),
          .clat_p50_ns = 10e3,
          .clat_p99_ns = 50e3,
          .clat_p999_ns = 90e3,
          .cpu_ns_per_io = 5e3,
          .ctx_switches_per_io = 1.5};
}

StoredResult stored_result(const std::string& directory) {
  StoredResult result{.directory = directory,
                      .scenario = "fake",
                      .version = "1.0",
                      .seed = 1,
                      .cells = {stored_cell("sync", "in-tree", {100e3, 110e3, 90e3}),
                                stored_cell("sync", "nowait", {200e3, 221e3, 179e3}),
                                stored_cell("async", "in-tree", {400e3, 410e3, 390e3}),
                                stored_cell("async", "nowait", {404e3, 409e3, 399e3})},
                      .resolved = scenarios::parse_yaml(kResolved, "resolved.yaml")};
  for (StoredCell& cell : result.cells) {
    if (cell.variant == "nowait") {
      cell.clat_p99_ns = 1234.5e3;
      cell.clat_p999_ns = 12345.6e3;
      cell.ctx_switches_per_io = 0.25;
    }
  }
  return result;
}

}  // namespace loopsim::analysis
