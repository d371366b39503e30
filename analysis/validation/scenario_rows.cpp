// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/scenario_rows.hpp"

#include <fmt/format.h>

#include "analysis/labels.hpp"
#include "scenarios/kernel_text.hpp"
#include "scenarios/words.hpp"

namespace loopsim::analysis {
namespace {

// The fields that a row of a table would have for this system.
Measurement measured_fields(const models::SystemSpec& system) {
  Measurement row;
  row.kernel = scenarios::kernel_text(system.design.kernel);
  row.era = system.design.kernel;
  row.cpus = system.machine.cpus;
  row.fs = system.design.target == models::Target::raw ? "" : system.design.backing;
  row.device = system.device.name;
  row.target = scenarios::word_for(scenarios::kTargetWords, system.design.target);
  row.mapping = scenarios::word_for(scenarios::kMappingWords, system.design.mapping);
  row.policy = policy_label(system.design);
  row.rw = scenarios::word_for(scenarios::kReadWriteWords, system.job.rw);
  row.engine = scenarios::word_for(scenarios::kIoEngineWords, system.job.ioengine);
  row.jobs = system.job.numjobs;
  row.iodepth = system.job.iodepth;
  row.bs = system.job.bs;
  row.rwmixread = system.job.rwmixread;
  return row;
}

// Designs of one case that agree in this differ in policy alone.
std::string pair_key(const std::string& prefix, const models::DesignSpec& design, const Measurement& row) {
  return fmt::format("{} {} {} {} {} {} {} {} {}", prefix, row.target, row.fs, design.upper, row.device, row.mapping,
                     design.hw_queues, design.queue_depth, design.file_size);
}

}  // namespace

std::vector<PlannedRow> scenario_rows(const scenarios::Scenario& scenario, const std::string& file) {
  std::vector<PlannedRow> rows;
  for (const scenarios::Case& workload : scenario.cases) {
    for (const scenarios::Variant& variant : scenario.variants) {
      const auto published = scenario.published(workload, variant);
      if (!published) {
        continue;
      }
      PlannedRow row;
      row.system = scenario.system(workload, variant);
      row.machine = scenario.machine.spec.name;
      row.heading = fmt::format("{}: {}", scenario.name, workload.name);
      row.label = variant.name;
      row.name = fmt::format("{}/{}/{} ({})", scenario.name, workload.name, variant.name, published->row);
      row.measured = measured_fields(row.system);
      row.measured.source = {file, 0, 0};
      row.measured.iops = row.measured.iops_min = row.measured.iops_max = published->iops;
      row.pair_key = pair_key(fmt::format("{}/{}", scenario.name, workload.name), variant.design, row.measured);
      row.tolerance = kPublishedTolerance;
      row.fitted = published->fitted;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace loopsim::analysis
