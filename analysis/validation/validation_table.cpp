// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/validation_table.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "analysis/measurements/row_filter.hpp"
#include "analysis/measurements/system_of.hpp"
#include "analysis/validation/measured_source.hpp"
#include "analysis/validation/scenario_rows.hpp"
#include "analysis/validation/table_sections.hpp"
#include "scenarios/close_match.hpp"
#include "scenarios/names.hpp"
#include "scenarios/override.hpp"
#include "scenarios/schema_version.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;
using scenarios::in_quotes;
using scenarios::InputError;
using scenarios::Section;
using scenarios::Value;

constexpr int kMostReplications = 1'000;

const TableMachine* machine_for(const Measurement& row, const std::vector<TableMachine>& machines) {
  const TableMachine* taker = nullptr;
  for (const TableMachine& machine : machines) {
    if (machine.where.takes(row)) {
      if (taker != nullptr) {
        throw InputError(row.source, fmt::format("machines {} and {} of the table both take this row; their 'where' "
                                                 "must tell them apart",
                                                 in_quotes(taker->label), in_quotes(machine.label)));
      }
      taker = &machine;
    }
  }
  return taker;
}

void add_measurement(const Measurement& row, const std::vector<TableMachine>& machines,
                     const std::vector<Tolerance>& tolerances, const SimulatedRun& run, ValidationPlan& plan) {
  const TableMachine* taker = machine_for(row, machines);
  if (taker == nullptr) {
    plan.left_out.push_back({row, name_of(row), "no machine of this table takes it"});
    return;
  }
  Measurement simulated = row;
  simulated.era = taker->kernel.value_or(row.era);
  const auto system = system_of(simulated, taker->machine, run);
  if (const auto* not_modelled = std::get_if<NotModelled>(&system)) {
    plan.left_out.push_back({row, name_of(row), not_modelled->reason});
    return;
  }
  PlannedRow planned;
  planned.machine = taker->label;
  planned.heading = heading_of(row);
  planned.label = label_of(row);
  planned.name = name_of(row);
  planned.pair_key = name_without_policy(row);
  planned.measured = row;
  planned.tolerance = tolerance_of(row, tolerances);
  planned.fitted = scenarios::contains(taker->machine.fitted_on, planned.name);
  planned.system = std::get<models::SystemSpec>(system);
  plan.rows.push_back(std::move(planned));
}

// An entry of `fitted:`, a filter or a name. False where no row is like it.
bool mark_fitted(const Value& item, ValidationPlan& plan) {
  const std::optional<RowFilter> filter = item.is_map() ? std::optional(RowFilter(item)) : std::nullopt;
  const std::string name = filter ? "" : item.text();
  bool found = false;
  for (PlannedRow& row : plan.rows) {
    if (filter ? filter->takes(row.measured) : row.name == name) {
      row.fitted = true;
      found = true;
    }
  }
  return found;
}

[[noreturn]] void refuse_fitted(const Value& item, const ValidationPlan& plan) {
  if (item.is_map()) {
    item.fail("no row that is simulated is like this");
  }
  const auto match = scenarios::close_match(item.text(), scenarios::names_of(plan.rows));
  item.fail(fmt::format("no row that is simulated is {}{}", in_quotes(item.text()),
                        match ? fmt::format("; did you mean '{}'?", *match) : ""));
}

void refuse_doubles(const ValidationPlan& plan) {
  std::map<std::pair<std::string, std::string>, const PlannedRow*> seen;
  for (const PlannedRow& row : plan.rows) {
    const auto [place, fresh] = seen.try_emplace({row.machine, row.name}, &row);
    if (!fresh) {
      const scenarios::Place& first = place->second->measured.source;
      throw InputError(row.measured.source,
                       fmt::format("the same row as {}:{}; a table may hold it once", first.file, first.line));
    }
  }
}

void order_by_machine(ValidationPlan& plan) {
  for (const PlannedRow& row : plan.rows) {
    if (!scenarios::contains(plan.machines, row.machine)) {
      plan.machines.push_back(row.machine);
    }
  }
  std::vector<PlannedRow> ordered;
  for (const std::string& machine : plan.machines) {
    std::ranges::copy_if(plan.rows, std::back_inserter(ordered),
                         [&](const PlannedRow& row) { return row.machine == machine; });
  }
  plan.rows = std::move(ordered);
}

ValidationPlan plan_of_scenario(const fs::path& file, const std::vector<scenarios::Override>& overrides) {
  const scenarios::Scenario scenario = scenarios::load_scenario(file, overrides);
  ValidationPlan plan{scenario.name, scenario.question, scenario.replications, scenario.seed, {}, {}, {}, {}};
  plan.rows = scenario_rows(scenario, file.string());
  if (plan.rows.empty()) {
    throw InputError({file.string(), 0, 0}, "the scenario has no 'published' cell to validate against");
  }
  order_by_machine(plan);
  return plan;
}

void add_source(const MeasuredSource& source, const std::vector<TableMachine>& machines,
                const std::vector<Tolerance>& tolerances, ValidationPlan& plan) {
  for (const Measurement& row : source.measurements) {
    add_measurement(row, machines, tolerances, source.run, plan);
  }
  plan.rows.insert(plan.rows.end(), source.published.begin(), source.published.end());
}

// The table's own files, or those given instead.
std::vector<MeasuredSource> read_sources(const Value& entries, const fs::path& directory, const SimulatedRun& run,
                                         const std::vector<fs::path>& instead) {
  if (entries.items().empty()) {
    entries.fail("expected at least one file");
  }
  std::vector<MeasuredSource> sources;
  if (instead.empty()) {
    for (const Value& entry : entries.items()) {
      sources.push_back(read_source(entry, directory, run));
    }
  }
  for (const fs::path& file : instead) {
    const scenarios::YamlNode entry = source_entry(file, "--measurements");
    sources.push_back(read_source(Value(entry, ""), "", run));
  }
  return sources;
}

ValidationPlan plan_of_table(const Value& root, const fs::path& directory, const std::vector<fs::path>& instead,
                             const std::vector<scenarios::Override>& of_machines) {
  scenarios::require_schema_version(root);
  Section top(root, {"schema_version", "name", "question", "replications", "seed", "simulate", "machines",
                     "measurements", "tolerances", "fitted"});
  top.find("schema_version");
  ValidationPlan plan;
  plan.name = top.require("name").name();
  plan.question = top.require("question").text();
  if (const auto replications = top.find("replications")) {
    plan.replications = replications->small_integer(1, kMostReplications);
  }
  if (const auto seed = top.find("seed")) {
    plan.seed = seed->integer(0, std::numeric_limits<std::uint64_t>::max());
  }
  const SimulatedRun run = read_simulate(top.find("simulate"), {});
  const auto machines = read_machines(top.find("machines"), directory, of_machines);
  for (const TableMachine& machine : machines) {
    plan.machines.push_back(machine.label);
  }
  const auto tolerances = read_tolerances(top.find("tolerances"));
  const auto sources = read_sources(top.require("measurements"), directory, run, instead);
  for (const MeasuredSource& source : sources) {
    add_source(source, machines, tolerances, plan);
  }
  plan.notes = notes_of(sources);
  if (const auto fitted = top.find("fitted")) {
    for (const Value& item : fitted->items()) {
      const bool found = mark_fitted(item, plan);
      if (!found && instead.empty()) {
        refuse_fitted(item, plan);
      }
    }
  }
  top.finish();
  refuse_doubles(plan);
  order_by_machine(plan);
  return plan;
}

}  // namespace

bool is_validation_table(const fs::path& file) {
  const scenarios::YamlNode tree = scenarios::load_yaml(file, {file.string(), 0, 0});
  return tree.find("measurements") != nullptr;
}

ValidationPlan load_validation(const fs::path& file, const std::vector<fs::path>& measurements,
                               const std::vector<scenarios::Override>& overrides) {
  scenarios::YamlNode tree = scenarios::load_yaml(file, {file.string(), 0, 0});
  if (tree.find("cases") == nullptr && tree.find("variants") == nullptr) {
    const scenarios::SortedOverrides sorted = scenarios::sort_overrides(overrides);
    scenarios::apply_overrides(tree, sorted.scenario);
    return plan_of_table(Value(tree, ""), file.parent_path(), measurements, sorted.machine);
  }
  if (!measurements.empty()) {
    throw InputError({file.string(), 0, 0}, "a scenario is its own machine; other measurements need a table");
  }
  return plan_of_scenario(file, overrides);
}

}  // namespace loopsim::analysis
