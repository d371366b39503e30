// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <map>
#include <string>

#include "analysis/explain/cell_facts.hpp"

namespace loopsim::analysis {

// 12 jobs at depth 16 on a loop device over XFS on a device of 29 units, 32 CPUs; 1 s of window and the metrics given,
// all others missing.
inline CellFacts fake_facts(const std::string& variant, const std::string& policy,
                            std::map<std::string, double, std::less<>> metrics) {
  CellFacts facts;
  facts.case_name = "case";
  facts.variant = variant;
  facts.against = "base";
  facts.system.machine.cpus = 32;
  facts.system.device.units = 29;
  facts.system.design.policy = policy;
  facts.system.job.numjobs = 12;
  facts.system.job.iodepth = 16;
  metrics.try_emplace("window_ns", 1e9);
  facts.iops.value = metrics["iops"];
  facts.metrics = MetricValues(std::move(metrics));
  return facts;
}

inline CellFacts fake_workqueue() {
  return fake_facts("base", "workqueue",
                    {{"iops", 142'000},
                     {"worker_active_fraction", 0.982},
                     {"device_utilization", 0.194},
                     {"busiest_cpu_utilization", 0.99},
                     {"cpu_utilization", 0.07},
                     {"stage_list_wait_ns", 900'000},
                     {"stage_worker_ns", 7'000},
                     {"stage_device_ns", 40'000},
                     {"stage_reap_ns", 400'000}});
}

}  // namespace loopsim::analysis
