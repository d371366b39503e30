// SPDX-License-Identifier: GPL-2.0
#include "scenarios/scenario.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "scenarios/cross_check.hpp"
#include "scenarios/design_section.hpp"
#include "scenarios/fio_section.hpp"
#include "scenarios/machine.hpp"
#include "scenarios/override.hpp"
#include "scenarios/published_section.hpp"
#include "scenarios/scenario_file.hpp"
#include "scenarios/schema_version.hpp"

namespace loopsim::scenarios {
namespace {

std::optional<Section> defaults_section(Section& top, std::string_view key, std::vector<std::string> keys) {
  if (const auto value = top.find(key)) {
    return Section(*value, std::move(keys));
  }
  return std::nullopt;
}

Section* pointer_to(std::optional<Section>& section) { return section ? &*section : nullptr; }

std::vector<LayeredSection> layered(const Value& names, const std::vector<std::string>& keys,
                                    std::optional<Section>& defaults) {
  std::vector<LayeredSection> sections;
  for (const Value::Member& member : names.members()) {
    sections.emplace_back(member.key, Section(member.value, keys), pointer_to(defaults));
  }
  return sections;
}

void finish(const std::vector<LayeredSection>& sections, const std::optional<Section>& defaults,
            std::string_view reason) {
  for (const LayeredSection& section : sections) {
    section.finish();
  }
  if (defaults) {
    defaults->finish(reason);
  }
}

void read_machine_key(Section& top, const std::filesystem::path& file, const std::vector<Override>& overrides,
                      MachineFiles& machines, Scenario& scenario) {
  const Value machine = top.require("machine");
  if (!machine.is_map()) {
    if (top.peek("machine_file")) {
      top.refuse("machine_file", "it says where a machine written out here came from, but 'machine' is a file");
    }
    scenario.machine_file = machine.text();
  } else if (const auto origin = top.find("machine_file")) {
    scenario.machine_file = origin->text();
  }
  scenario.machine = read_machine(machine, file.parent_path(), overrides, machines);
}

std::vector<std::string> case_keys_known() {
  std::vector<std::string> names = fio_keys();
  names.emplace_back("beside");
  return names;
}

// The section of the jobs beside those of a case.
std::optional<LayeredSection> beside_section(LayeredSection& keys) {
  const auto value = keys.find("beside");
  return value ? std::optional(LayeredSection(keys.name(), Section(*value, fio_keys()), nullptr)) : std::nullopt;
}

void read_cases_and_variants(Section& top, Scenario& scenario) {
  auto workload = defaults_section(top, "workload", fio_keys());
  auto design = defaults_section(top, "design", design_keys());
  const Value cases = top.require("cases");
  const Value variants = top.require("variants");
  auto case_keys = layered(cases, case_keys_known(), workload);
  auto variant_keys_given = layered(variants, variant_keys(), design);
  std::vector<std::optional<LayeredSection>> beside_keys;
  for (LayeredSection& keys : case_keys) {
    scenario.cases.push_back({keys.name(), read_fio_job(keys), std::nullopt});
    beside_keys.push_back(beside_section(keys));
    if (auto& section = beside_keys.back()) {
      scenario.cases.back().beside = read_beside_job(*section);
      section->finish();
    }
  }
  for (LayeredSection& keys : variant_keys_given) {
    scenario.variants.push_back(read_variant(keys.name(), keys, scenario.machine));
  }
  finish(case_keys, workload, "no case takes it from here");
  finish(variant_keys_given, design, "no variant takes it from here");
  check_one_baseline(scenario.variants, variant_keys_given, variants);
  check_against(scenario.variants, variant_keys_given);
  for (std::size_t i = 0; i < case_keys.size(); ++i) {
    check_fits(scenario.cases[i].job, case_keys[i], scenario.variants);
    const auto& beside = scenario.cases[i].beside;
    auto& keys = beside_keys[i];
    if (beside && keys) {
      check_fits(*beside, *keys, scenario.variants);
    }
  }
}

template <typename Named>
std::size_t index_of(const std::vector<Named>& entries, const std::string& name) {
  const auto found = std::ranges::find(entries, name, &Named::name);
  if (found == entries.end()) {
    throw std::out_of_range(fmt::format("'{}' is not part of this scenario", name));
  }
  return static_cast<std::size_t>(found - entries.begin());
}

}  // namespace

models::SystemSpec Scenario::system(const Case& workload, const Variant& design) const {
  models::SystemSpec spec{machine.spec, machine.devices[index_of(machine.devices, design.device)], design.design,
                          workload.job, workload.beside};
  if (spec.job.size == 0) {
    spec.job.size = spec.design.file_size;
  }
  if (spec.beside && spec.beside->size == 0) {
    spec.beside->size = spec.design.file_size;
  }
  return spec;
}

const Variant& Scenario::baseline() const {
  const auto found = std::ranges::find_if(variants, &Variant::baseline);
  if (found == variants.end()) {
    throw std::out_of_range("no variant is the baseline");
  }
  return *found;
}

std::optional<Published> Scenario::published(const Case& workload, const Variant& design) const {
  return published_cells[index_of(cases, workload.name)][index_of(variants, design.name)];
}

std::vector<std::string> scenario_keys() {
  return {"schema_version",   "name", "question", "machine", "machine_file", "replications", "precision",
          "max_replications", "seed", "workload", "design",  "cases",        "variants",     "published"};
}

ScenarioFile::ScenarioFile(const std::filesystem::path& file, const Place& blame)
    : file_(file), tree_(load_yaml(file, blame)) {}

Scenario ScenarioFile::resolve(const std::vector<Override>& overrides) {
  const SortedOverrides sorted = sort_overrides(overrides);
  YamlNode tree = tree_;
  apply_overrides(tree, sorted.scenario);
  const Value root(tree, "");
  require_schema_version(root);
  if (tree.find("scenario") != nullptr) {
    throw InputError(root.place(), "this is a sweep over a scenario; loopsim sweep takes it");
  }
  Section top(root, scenario_keys());
  top.find("schema_version");
  Scenario scenario;
  scenario.name = top.require("name").name();
  scenario.question = top.require("question").text();
  read_replications(top, scenario);
  if (const auto seed = top.find("seed")) {
    scenario.seed = seed->integer(0, std::numeric_limits<std::uint64_t>::max());
  }
  read_machine_key(top, file_, sorted.machine, machines_, scenario);
  read_cases_and_variants(top, scenario);
  scenario.published_cells = read_published(top.find("published"), scenario);
  top.finish();
  return scenario;
}

Scenario load_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides) {
  return ScenarioFile(file, Place{file.string(), 0, 0}).resolve(overrides);
}

}  // namespace loopsim::scenarios
