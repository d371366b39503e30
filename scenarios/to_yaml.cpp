// SPDX-License-Identifier: GPL-2.0
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "scenarios/design_section.hpp"
#include "scenarios/fio_section.hpp"
#include "scenarios/kernel_text.hpp"
#include "scenarios/known_names.hpp"
#include "scenarios/policy_parameters.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/schema_version.hpp"
#include "scenarios/units.hpp"
#include "scenarios/words.hpp"
#include "scenarios/yaml_text.hpp"

namespace loopsim::scenarios {
namespace {

// Block YAML, line by line.
class Lines {
 public:
  void key(int depth, std::string_view name) { line(depth, name, ""); }
  void value(int depth, std::string_view name, std::string_view text) { line(depth, name, " " + yaml_text(text)); }
  // `text` is YAML already.
  void flow(int depth, std::string_view name, std::string_view text) { line(depth, name, fmt::format(" {}", text)); }
  void values(int depth, const std::vector<std::pair<std::string, std::string>>& pairs) {
    for (const auto& [name, text] : pairs) {
      value(depth, name, text);
    }
  }

  std::string take() { return std::move(text_); }

 private:
  void line(int depth, std::string_view name, std::string_view rest) {
    text_ += fmt::format("{:{}}{}:{}\n", "", 2 * depth, yaml_text(name), rest);
  }

  std::string text_;
};

std::string flow_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) {
    list += (list.empty() ? "" : ", ") + yaml_text(text);
  }
  return "[" + list + "]";
}

std::string parameter_text(const Parameter& parameter) {
  std::string text = fmt::format("{{value: {}", yaml_text(parameter.value));
  if (!parameter.range.empty()) {
    text += fmt::format(", range: {}", parameter.range);
  }
  text += fmt::format(", source: {}", yaml_text(parameter.source));
  if (parameter.fitted) {
    text += ", fitted: true";
  }
  return text + "}";
}

void print_device(const Machine& machine, const models::DeviceSpec& device, Lines& lines) {
  lines.key(2, device.name);
  lines.value(3, "kind", device.kind);
  for (const std::string& key : device_keys(device.kind)) {
    if (key == "placement") {
      lines.value(3, key, word_for(kPlacementWords, device.placement));
    } else if (key == "interrupt") {
      lines.value(3, key, word_for(kInterruptWords, device.interrupt));
    } else if (key == "ext4_discard") {
      lines.value(3, key, word_for(kExt4DiscardWords, device.ext4_discard));
    }
  }
  const std::string prefix = device.name + ".";
  for (const Parameter& parameter : machine.parameters) {
    if (parameter.name.starts_with(prefix)) {
      lines.flow(3, parameter.name.substr(prefix.size()), parameter_text(parameter));
    }
  }
}

void print_machine(const Machine& machine, Lines& lines) {
  lines.key(0, "machine");
  lines.value(1, "schema_version", std::to_string(kSchemaVersion));
  lines.value(1, "name", machine.spec.name);
  if (!machine.about.empty()) {
    lines.value(1, "about", machine.about);
  }
  lines.value(1, "cpus", std::to_string(machine.spec.cpus));
  if (machine.spec.llc_cpus != 0) lines.value(1, "llc_cpus", std::to_string(machine.spec.llc_cpus));
  if (machine.spec.sched != models::SchedClass::other) {
    lines.value(1, "sched", word_for(kSchedClassWords, machine.spec.sched));
  }
  lines.value(1, "hz", std::to_string(sim::kSecond / machine.spec.tick));
  lines.value(1, "kernel", kernel_text(machine.kernel));
  if (machine.spec.preempt != models::Preemption::of_kernel) {
    lines.value(1, "preempt", word_for(kPreemptionWords, machine.spec.preempt));
  }
  if (machine.spec.delay_dequeue != models::DelayDequeue::of_kernel) {
    lines.value(1, "delay_dequeue", word_for(kDelayDequeueWords, machine.spec.delay_dequeue));
  }
  if (machine.spec.workqueue_affinity != models::WorkqueueAffinity::cache) {
    lines.value(1, "workqueue_affinity", word_for(kWorkqueueAffinityWords, machine.spec.workqueue_affinity));
  }
  lines.key(1, "costs");
  for (const Parameter& parameter : machine.parameters) {
    const bool of_a_device = parameter.name.find('.') != std::string::npos;
    if (!of_a_device) {
      lines.flow(2, parameter.name, parameter_text(parameter));
    }
  }
  lines.key(1, "devices");
  for (const models::DeviceSpec& device : machine.devices) {
    print_device(machine, device, lines);
  }
  if (!machine.fitted_on.empty()) {
    lines.flow(1, "fitted_on", flow_list(machine.fitted_on));
  }
}

void print_policy_parameters(const models::DesignSpec& design, Lines& lines) {
  const auto parameters = policy_parameter_text(design);
  if (parameters.empty()) {
    return;
  }
  lines.key(2, "policy_parameters");
  lines.values(3, parameters);
}

void print_replications(const Scenario& scenario, Lines& lines) {
  lines.value(0, "replications", std::to_string(scenario.replications));
  if (const auto& precision = scenario.precision) {
    lines.value(0, "precision", per_cent_text(precision->per_cent));
    lines.value(0, "max_replications", std::to_string(precision->most));
  }
}

void print_published(const Scenario& scenario, Lines& lines) {
  bool section_started = false;
  for (std::size_t c = 0; c < scenario.cases.size(); ++c) {
    bool case_started = false;
    for (std::size_t v = 0; v < scenario.variants.size(); ++v) {
      const auto& cell = scenario.published_cells[c][v];
      if (!cell) {
        continue;
      }
      if (!std::exchange(section_started, true)) {
        lines.key(0, "published");
      }
      if (!std::exchange(case_started, true)) {
        lines.key(1, scenario.cases[c].name);
      }
      lines.flow(2, scenario.variants[v].name, fmt::format("{{iops: {}, row: {}}}", cell->iops, yaml_text(cell->row)));
    }
  }
}

}  // namespace

std::string to_yaml(const Scenario& scenario) {
  Lines lines;
  lines.value(0, "schema_version", std::to_string(kSchemaVersion));
  lines.value(0, "name", scenario.name);
  lines.value(0, "question", scenario.question);
  if (!scenario.machine_file.empty()) {
    lines.value(0, "machine_file", scenario.machine_file.string());
  }
  print_machine(scenario.machine, lines);
  print_replications(scenario, lines);
  lines.value(0, "seed", std::to_string(scenario.seed));
  lines.key(0, "cases");
  for (const Case& workload : scenario.cases) {
    lines.key(1, workload.name);
    lines.values(2, fio_job_text(workload.job));
    if (workload.beside) {
      lines.key(2, "beside");
      lines.values(3, beside_job_text(*workload.beside));
    }
  }
  lines.key(0, "variants");
  for (const Variant& variant : scenario.variants) {
    lines.key(1, variant.name);
    lines.values(2, variant_text(variant));
    print_policy_parameters(variant.design, lines);
  }
  print_published(scenario, lines);
  return lines.take();
}

}  // namespace loopsim::scenarios
