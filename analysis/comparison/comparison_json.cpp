// SPDX-License-Identifier: GPL-2.0
#include <cmath>

#include <nlohmann/json.hpp>

#include "analysis/comparison/comparison_writers.hpp"

namespace loopsim::analysis {
namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) { return value && std::isfinite(*value) ? Json(*value) : Json(); }

Json json_side(const StoredCell& cell) {
  return {{"variant", cell.variant},
          {"replications", cell.iops.size()},
          {"iops", number(mean(cell.iops))},
          {"clat_p50_ns", number(cell.clat_p50_ns)},
          {"clat_p99_ns", number(cell.clat_p99_ns)},
          {"clat_p999_ns", number(cell.clat_p999_ns)},
          {"cpu_ns_per_io", number(cell.cpu_ns_per_io)},
          {"ctx_switches_per_io", number(cell.ctx_switches_per_io)}};
}

Json json_change(const ComparedWorkload& workload) {
  if (!workload.change) {
    return nullptr;
  }
  const auto& interval = workload.change->change.interval;
  return {{"value", workload.change->change.value},
          {"ci_low", interval ? Json(interval->low) : Json()},
          {"ci_high", interval ? Json(interval->high) : Json()},
          {"p_value", number(workload.change->p_value)},
          {"p_holm", number(workload.p_holm)},
          {"significant", workload.p_holm ? Json(workload.significant()) : Json()}};
}

Json json_rank_test(const ComparedWorkload& workload) {
  if (!workload.rank_test) {
    return nullptr;
  }
  return {{"u", workload.rank_test->u},
          {"p_value", workload.rank_test->p_value},
          {"exact", workload.rank_test->exact},
          {"p_holm", number(workload.rank_p_holm)}};
}

Json json_workloads(const ComparedSide& side) {
  Json workloads = Json::array();
  for (const ComparedWorkload& workload : side.workloads) {
    workloads.push_back({{"case", workload.before.case_name},
                         {"base", json_side(workload.before)},
                         {"patched", json_side(workload.after)},
                         {"change", json_change(workload)},
                         {"mann_whitney", json_rank_test(workload)},
                         {"variance_reduction", number(workload.variance_reduction)}});
  }
  return workloads;
}

Json json_differences(const ComparedSide& side) {
  Json differences = Json::array();
  for (const KeyDifference& difference : side.differences) {
    differences.push_back({{"key", difference.key}, {"base", difference.before}, {"patched", difference.after}});
  }
  return differences;
}

}  // namespace

std::string comparison_json(const ResultComparison& comparison) {
  Json comparisons = Json::array();
  for (const ComparedSide& side : comparison) {
    comparisons.push_back({{"base", side.before},
                           {"patched", side.after},
                           {"paired", side.unpaired_because.empty()},
                           {"unpaired_because", side.unpaired_because},
                           {"workloads", json_workloads(side)},
                           {"differences", json_differences(side)},
                           {"unmatched", side.unmatched}});
  }
  const Json document = {{"generator", "loopsim compare"}, {"comparisons", std::move(comparisons)}};
  // A directory's name may hold bytes that are not UTF-8.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace loopsim::analysis
