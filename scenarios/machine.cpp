// SPDX-License-Identifier: GPL-2.0
#include "scenarios/machine.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "models/costs.hpp"
#include "scenarios/device_section.hpp"
#include "scenarios/kernel_text.hpp"
#include "scenarios/machine_layers.hpp"
#include "scenarios/merge.hpp"
#include "scenarios/names.hpp"
#include "scenarios/override.hpp"
#include "scenarios/parameter.hpp"
#include "scenarios/words.hpp"

namespace loopsim::scenarios {
namespace {

constexpr int kMostCpus = 1'024;
constexpr sim::SimTime kLongestCost = 60 * sim::kSecond;  // periods of the journal are costs too
constexpr int kHighestHz = 10'000;  // up to here hz and the whole nanoseconds of a tick tell each other

// No scenario has one of these.
constexpr std::array kOwnKeys = {"base", "costs", "cpus", "devices"};
constexpr std::array kOfOneMachine = {"cpus", "devices", "hz", "kernel"};

using Sections = std::vector<Section>;

// The values of `key` in the layers that have it, the base first.
std::vector<Value> values_of(Sections& layers, std::string_view key) {
  std::vector<Value> values;
  for (Section& layer : layers) {
    if (const auto value = layer.find(key)) {
      values.push_back(*value);
    }
  }
  return values;
}

// The layer that speaks for the whole machine: the file itself, above its bases and below `--set`.
const Section& file_layer(const Sections& layers) { return layers[layers.size() - 2]; }

Value last_value(Sections& layers, std::string_view key) {
  const auto values = values_of(layers, key);
  return values.empty() ? file_layer(layers).map().require(key) : values.back();
}

void read_costs(Sections& layers, Machine& machine) {
  const auto maps = values_of(layers, "costs");
  for (const Value& map : maps) {
    Section(map, names_of(models::cost_table()));
  }
  const auto given = merge(maps);
  std::vector<std::string> missing;
  for (const models::CostRow& row : models::cost_table()) {
    if (!contains(names_of(given), row.name)) {
      missing.emplace_back(row.name);
    }
  }
  if (!missing.empty()) {
    const Value& file = file_layer(layers).map();
    const auto costs = file.peek("costs");
    throw InputError(costs ? costs->place() : file.place(), fmt::format("missing costs: {}", fmt::join(missing, ", ")));
  }
  for (const Definitions& cost : given) {
    const auto resolved = resolve_parameter(cost.name, cost.values, Quantity::duration, true);
    const auto row = std::ranges::find(models::cost_table(), cost.name, &models::CostRow::name);
    machine.spec.costs.*(row->field) = resolved.value.duration(0, kLongestCost);
    machine.parameters.push_back(resolved.text);
  }
}

void read_devices(Sections& layers, Machine& machine) {
  const auto maps = values_of(layers, "devices");
  if (maps.empty()) {
    file_layer(layers).map().require("devices");
  }
  for (const Definitions& device : merge(maps)) {
    machine.devices.push_back(read_device(device, machine.parameters));
  }
}

// A machine inherits what its base was fitted on together with the fitted values.
void read_fitted_on(Sections& layers, Machine& machine) {
  for (const Value& list : values_of(layers, "fitted_on")) {
    std::vector<std::string> rows;
    for (const Value& item : list.items()) {
      const std::string row = item.text();
      if (contains(rows, row)) {
        item.fail(fmt::format("{} is in the list twice", in_quotes(row)));
      }
      rows.push_back(row);
      if (!contains(machine.fitted_on, row)) {
        machine.fitted_on.push_back(row);
      }
    }
  }
}

// What a base says about itself is not true of the machine.
void read_about(Sections& layers, Machine& machine) {
  values_of(layers, "about");
  const auto of_file = file_layer(layers).peek("about");
  const auto by_hand = layers.back().peek("about");
  if (const auto& about = by_hand ? by_hand : of_file) {
    machine.about = about->paragraph();
  }
}

// What may be left out, unlike cpus: usually all CPUs share one cache, and nobody asks for another affinity or class.
void read_scheduling(Sections& layers, Machine& machine) {
  const auto llc_cpus = values_of(layers, "llc_cpus");
  if (!llc_cpus.empty()) machine.spec.llc_cpus = llc_cpus.back().small_integer(1, kMostCpus);
  const auto affinity = values_of(layers, "workqueue_affinity");
  if (!affinity.empty()) machine.spec.workqueue_affinity = affinity.back().word(kWorkqueueAffinityWords);
  const auto preempt = values_of(layers, "preempt");
  if (!preempt.empty()) machine.spec.preempt = preempt.back().word(kPreemptionWords);
  const auto delay_dequeue = values_of(layers, "delay_dequeue");
  if (!delay_dequeue.empty()) machine.spec.delay_dequeue = delay_dequeue.back().word(kDelayDequeueWords);
  const auto sched = values_of(layers, "sched");
  if (!sched.empty()) machine.spec.sched = sched.back().word(kSchedClassWords);
}

Sections sections_of(const std::vector<MachineLayer>& layers) {
  Sections sections;
  for (const MachineLayer& layer : layers) {
    sections.emplace_back(Value(layer.tree, layer.path), machine_keys());
  }
  return sections;
}

void finish(Sections& sections) {
  // Read already, to find the layers.
  values_of(sections, "schema_version");
  values_of(sections, "base");
  for (const Section& section : sections) {
    section.finish();
  }
}

Machine resolve(const std::vector<MachineLayer>& layers) {
  Sections sections = sections_of(layers);
  file_layer(sections).map().require("name");
  Machine machine;
  machine.spec.name = last_value(sections, "name").name();
  machine.spec.cpus = last_value(sections, "cpus").small_integer(1, kMostCpus);
  read_scheduling(sections, machine);
  machine.spec.tick = sim::kSecond / last_value(sections, "hz").small_integer(1, kHighestHz);
  machine.kernel = read_kernel(last_value(sections, "kernel"));
  read_costs(sections, machine);
  read_devices(sections, machine);
  read_fitted_on(sections, machine);
  read_about(sections, machine);
  finish(sections);
  return machine;
}

Machine resolve_with(std::vector<MachineLayer> layers, const std::vector<Override>& overrides) {
  layers.push_back(override_layer(overrides, layers));
  return resolve(layers);
}

}  // namespace

std::vector<std::string> machine_keys() {
  return {"schema_version", "name",          "about",    "base",
          "cpus",           "llc_cpus",      "hz",       "kernel",
          "preempt",        "delay_dequeue", "sched",    "workqueue_affinity",
          "costs",          "devices",       "fitted_on"};
}

Machine load_machine(const std::filesystem::path& file, const std::vector<Override>& overrides) {
  const SortedOverrides sorted = sort_overrides(overrides);
  if (!sorted.scenario.empty()) {
    const Override& first = sorted.scenario.front();
    throw InputError(Place{fmt::format("--set {}={}", first.key, first.value), 0, 0},
                     "a machine file has costs.NAME, devices.NAME.KEY and machine.KEY");
  }
  return resolve_with(read_machine_layers(file, Place{file.string(), 0, 0}), sorted.machine);
}

bool is_machine(const std::filesystem::path& file) {
  const YamlNode tree = load_yaml(file, Place{file.string(), 0, 0});
  return std::ranges::any_of(kOwnKeys, [&](const char* key) { return tree.find(key) != nullptr; });
}

bool is_machine_base(const std::filesystem::path& file) {
  return is_machine(file) &&
         std::ranges::none_of(read_machine_layers(file, Place{file.string(), 0, 0}), [](const MachineLayer& layer) {
           return std::ranges::any_of(kOfOneMachine, [&](const char* key) { return layer.tree.find(key) != nullptr; });
         });
}

void check_machine_base(const std::filesystem::path& file) {
  std::vector<MachineLayer> layers = read_machine_layers(file, Place{file.string(), 0, 0});
  layers.push_back(override_layer({}, layers));
  Sections sections = sections_of(layers);
  Machine machine;
  machine.spec.name = last_value(sections, "name").name();
  read_costs(sections, machine);
  read_about(sections, machine);
  finish(sections);
}

Machine read_machine(const Value& machine, const std::filesystem::path& directory,
                     const std::vector<Override>& overrides, MachineFiles& files) {
  if (machine.is_map()) {
    return resolve_with(read_machine_layers(MachineLayer{machine.node(), machine.path()}), overrides);
  }
  const std::filesystem::path file = (directory / machine.text()).lexically_normal();
  return resolve_with(files.layers(file, machine.place()), overrides);
}

}  // namespace loopsim::scenarios
