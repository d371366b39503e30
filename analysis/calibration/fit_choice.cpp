// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/fit_choice.hpp"

#include <filesystem>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/schema_version.hpp"
#include "scenarios/yaml_reader.hpp"
#include "scenarios/yaml_tree.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;
using scenarios::Section;
using scenarios::Value;

// Long enough that a rate is known within a per cent, and short enough for a fit of minutes.
constexpr sim::SimTime kWindow = 200 * sim::kMillisecond;
constexpr sim::SimTime kRamp = 50 * sim::kMillisecond;

bool is_file(std::string_view argument) { return argument.ends_with(".yaml") || argument.ends_with(".yml"); }

FitEntry read_entry(const Value& item) {
  if (item.is_map()) {
    return {item.place(), "a row like this", RowFilter(item), ""};
  }
  const std::string name = item.text();
  return {item.place(), scenarios::in_quotes(name), std::nullopt, name};
}

std::vector<FitEntry> read_entries(const Value& list) {
  std::vector<FitEntry> entries;
  for (const Value& item : list.items()) {
    entries.push_back(read_entry(item));
  }
  if (entries.empty()) {
    list.fail("expected at least one row");
  }
  return entries;
}

FitChoice read_file(const fs::path& file) {
  const scenarios::YamlNode tree = scenarios::load_yaml(file, {fmt::format("--fit {}", file.string()), 0, 0});
  const Value root(tree, "");
  scenarios::require_schema_version(root);
  Section top(root, {"schema_version", "where", "fit", "parameters", "simulate", "tolerances"});
  top.find("schema_version");
  FitChoice choice;
  choice.where = read_where(top);
  choice.fit = read_entries(top.require("fit"));
  if (const auto parameters = top.find("parameters")) {
    for (const Value& item : parameters->items()) {
      choice.parameters.push_back(item.text());
    }
  }
  choice.run = read_simulate(top.find("simulate"), {.runtime = kWindow, .ramp_time = kRamp});
  choice.tolerances = read_tolerances(top.find("tolerances"));
  top.finish();
  return choice;
}

// A filter or a name on the command line; what is wrong in it is reported with the argument as its file.
FitEntry read_argument(const std::string& argument) {
  const std::string place = fmt::format("--fit {}", argument);
  if (!argument.starts_with('{')) {
    return {{place, 0, 0}, scenarios::in_quotes(argument), std::nullopt, argument};
  }
  const scenarios::YamlNode tree = scenarios::parse_yaml("row: " + argument + "\n", place);
  return read_entry(*Value(tree, "").peek("row"));
}

}  // namespace

bool FitEntry::takes(const Measurement& row, const std::string& row_name) const {
  return filter ? filter->takes(row) : name == row_name;
}

bool is_fit_file(const fs::path& file) {
  return scenarios::load_yaml(file, {file.string(), 0, 0}).find("fit") != nullptr;
}

FitChoice read_fit_choice(const std::vector<std::string>& arguments) {
  FitChoice choice;
  choice.run = {.runtime = kWindow, .ramp_time = kRamp};
  for (const std::string& argument : arguments) {
    if (!is_file(argument)) {
      choice.fit.push_back(read_argument(argument));
    } else if (arguments.size() == 1) {
      choice = read_file(argument);
    } else {
      throw scenarios::InputError({fmt::format("--fit {}", argument), 0, 0},
                                  "a file says everything; give it alone, or rows without one");
    }
  }
  return choice;
}

}  // namespace loopsim::analysis
