// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/system_of.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "scenarios/close_match.hpp"
#include "scenarios/known_names.hpp"
#include "scenarios/names.hpp"
#include "scenarios/units.hpp"
#include "scenarios/words.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::in_quotes;

// Thrown and caught in this file alone.
class Missing : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What the scenario's words call what a row says.
std::string_view scenario_target(std::string_view target) { return target == "bdev" ? "raw" : target; }
std::string_view scenario_mapping(std::string_view mapping) { return mapping == "stable" ? "written" : mapping; }

template <typename Enum, std::size_t size>
Enum modelled(const scenarios::Words<Enum, size>& words, std::string_view word, std::string_view what) {
  for (const auto& [value, text] : words) {
    if (text == word) {
      return value;
    }
  }
  throw Missing(fmt::format("{} {} is not modelled yet", what, in_quotes(word)));
}

void require_name(std::string_view name, const std::vector<std::string>& names, std::string_view what) {
  if (!scenarios::contains(names, name)) {
    throw Missing(
        fmt::format("{} {} is not modelled yet{}", what, in_quotes(name), scenarios::allowed_names(name, names)));
  }
}

const models::DeviceSpec* device_named(const scenarios::Machine& machine, const std::string& name) {
  const auto found = std::ranges::find(machine.devices, name, &models::DeviceSpec::name);
  return found == machine.devices.end() ? nullptr : &*found;
}

models::DeviceSpec device_of(const Measurement& row, const scenarios::Machine& machine) {
  if (row.device_latency) {
    const std::string name = fmt::format("{}-{}", row.device, scenarios::duration_text(*row.device_latency));
    if (const models::DeviceSpec* exact = device_named(machine, name)) {
      return *exact;
    }
  }
  const models::DeviceSpec* found = device_named(machine, row.device);
  if (found == nullptr) {
    throw Missing(fmt::format("machine {} has no device {}{}", in_quotes(machine.spec.name), in_quotes(row.device),
                              scenarios::allowed_names(row.device, scenarios::names_of(machine.devices))));
  }
  models::DeviceSpec device = *found;
  if (row.device_latency && device.kind == "disk") {
    device.read_service = sim::Distribution::constant(*row.device_latency);
    device.write_service = device.read_service;
  } else if (row.device_latency.value_or(0) != 0) {
    throw Missing(fmt::format("device {} of machine {} is a {}, which has no latency", in_quotes(row.device),
                              in_quotes(machine.spec.name), device.kind));
  }
  return device;
}

models::DesignSpec design_of(const Measurement& row, const SimulatedRun& run) {
  models::DesignSpec design;
  design.target = modelled(scenarios::kTargetWords, scenario_target(row.target), "target");
  // What the emulating program does without a policy is I/O on the file.
  if (row.policy == "direct" && design.target == models::Target::emulation) design.target = models::Target::file;
  if (row.policy != "direct") {
    require_name(row.policy, scenarios::known_policies(), "policy");
    design.policy = row.policy;
  }
  if (row.target != "bdev") {
    require_name(row.fs, scenarios::known_backings(), "file system");
    design.backing = row.fs;
    design.mapping = modelled(scenarios::kMappingWords, scenario_mapping(row.mapping), "mapping");
  }
  design.file_size = run.file_size;
  design.kernel = row.era;
  return design;
}

models::FioJobSpec job_of(const Measurement& row, const SimulatedRun& run) {
  models::FioJobSpec job;
  job.ioengine = modelled(scenarios::kIoEngineWords, row.engine == "aio-emulation" ? "aio" : row.engine, "engine");
  job.rw = modelled(scenarios::kReadWriteWords, row.rw, "rw");
  job.rwmixread = row.rwmixread;
  job.bs = row.bs;
  job.iodepth = row.iodepth;
  job.numjobs = row.jobs;
  job.size = run.file_size;
  job.runtime = run.runtime;
  job.time_based = true;
  job.ramp_time = run.ramp_time;
  return job;
}

}  // namespace

std::variant<models::SystemSpec, NotModelled> system_of(const Measurement& row, const scenarios::Machine& machine,
                                                        const SimulatedRun& run) {
  try {
    models::SystemSpec system{machine.spec, {}, design_of(row, run), job_of(row, run)};
    system.device = device_of(row, machine);
    system.machine.cpus = row.cpus.value_or(machine.spec.cpus);
    return system;
  } catch (const Missing& missing) {
    return NotModelled{missing.what()};
  }
}

}  // namespace loopsim::analysis
