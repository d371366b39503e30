// SPDX-License-Identifier: GPL-2.0
#include "tests/analysis/fake_results.hpp"

namespace loopsim::analysis {

scenarios::Variant fake_variant(const std::string& name, models::Target target, const std::string& policy) {
  scenarios::Variant variant;
  variant.name = name;
  variant.design.target = target;
  variant.design.policy = policy;
  return variant;
}

scenarios::Scenario fake_scenario() {
  scenarios::Scenario scenario;
  scenario.name = "fake";
  scenario.question = "Which is faster?";
  scenario.cases = {{"c", models::FioJobSpec{}}};
  scenario.variants = {fake_variant("base", models::Target::loop, "workqueue"),
                       fake_variant("new", models::Target::loop, "nowait")};
  scenario.variants.front().baseline = true;
  scenario.machine.devices = {models::DeviceSpec{}};
  scenario.replications = 2;
  scenario.seed = 7;
  scenario.published_cells = {{std::nullopt, std::nullopt}};
  return scenario;
}

models::RunResult fake_run(std::uint64_t reads, std::uint64_t writes) {
  models::RunResult run;
  run.window = sim::kSecond;
  run.reads = reads;
  run.writes = writes;
  run.bytes = 4096 * (reads + writes);
  for (std::uint64_t i = 0; i < reads; ++i) {
    run.read_clat.record(10 * sim::kMicrosecond);
  }
  for (std::uint64_t i = 0; i < writes; ++i) {
    run.write_clat.record(20 * sim::kMicrosecond);
  }
  run.ios = reads + writes;
  run.device_units = 1;
  run.digest = 0xabc;
  return run;
}

ResultTable fake_table() {
  return {fake_scenario(),
          {{0, 0, {fake_run(1000, 0), fake_run(3000, 0)}}, {0, 1, {fake_run(4000, 0), fake_run(0, 6000)}}}};
}

}  // namespace loopsim::analysis
