// SPDX-License-Identifier: GPL-2.0
#include "tests/models/test_machine.hpp"

#include <cstdint>

namespace loopsim::models {

Costs no_costs() {
  Costs costs{};
  costs.sched_slice = sim::kMillisecond;
  costs.sched_wakeup_granularity = sim::kMillisecond;
  costs.sched_load_window = sim::kMillisecond;
  return costs;
}

MachineSpec machine_of(const Costs& costs, int cpus, int llc_cpus) {
  return {.name = "test", .cpus = cpus, .llc_cpus = llc_cpus, .tick = kNoTick, .costs = costs};
}

DeviceSpec disk_of(int units) {
  DeviceSpec device;
  device.name = "test";
  device.units = units;
  device.read_service = sim::Distribution::constant(kService);
  device.write_service = sim::Distribution::constant(kService);
  device.submit = kDeviceSubmit;
  return device;
}

SystemSpec small_system(int ios) {
  SystemSpec spec;
  spec.machine = machine_of(kRoundCosts);
  spec.device = disk_of();
  spec.job.rw = ReadWrite::read;
  spec.job.size = static_cast<std::uint64_t>(ios) * spec.job.bs;
  return spec;
}

}  // namespace loopsim::models
