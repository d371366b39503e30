// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/calibration_rows.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analysis/measurements/repetitions.hpp"
#include "analysis/measurements/system_of.hpp"
#include "analysis/validation/measured_source.hpp"
#include "analysis/validation/scenario_rows.hpp"
#include "analysis/validation/validation_table.hpp"
#include "scenarios/close_match.hpp"
#include "scenarios/names.hpp"
#include "scenarios/yaml_reader.hpp"
#include "scenarios/yaml_tree.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;
using scenarios::in_quotes;
using scenarios::InputError;

bool has_suffix(const fs::path& file, std::initializer_list<std::string_view> suffixes) {
  return std::ranges::any_of(suffixes, [&](std::string_view suffix) { return file.extension() == suffix; });
}

CalibrationRow row_of(const Measurement& measured, const FitChoice& choice) {
  CalibrationRow row;
  row.name = name_of(measured);
  row.identity = fmt::format("{} {} {} {} {} {} {}", row.name, measured.bs, measured.rwmixread,
                             measured.cpus.value_or(0), choice.run.runtime, choice.run.ramp_time, choice.run.file_size);
  row.measured = measured;
  row.tolerance = tolerance_of(measured, choice.tolerances);
  row.system = [measured, run = choice.run](const scenarios::Machine& machine) {
    return std::get<models::SystemSpec>(system_of(measured, machine, run));
  };
  return row;
}

std::vector<CalibrationRow> rows_of(const std::vector<Measurement>& measurements, const FitChoice& choice) {
  std::vector<CalibrationRow> rows;
  rows.reserve(measurements.size());
  for (const Measurement& measurement : measurements) {
    rows.push_back(row_of(measurement, choice));
  }
  return rows;
}

// The measured side of a published cell; what is simulated is the scenario's own job and design on the other machine.
std::vector<CalibrationRow> rows_of_scenario(const fs::path& file, const FitChoice& choice) {
  const auto scenario = std::make_shared<const scenarios::Scenario>(scenarios::load_scenario(file));
  const std::string text = to_yaml(*scenario);
  std::vector<CalibrationRow> rows;
  auto planned = scenario_rows(*scenario, file.string());
  auto next = planned.begin();
  for (const scenarios::Case& workload : scenario->cases) {
    for (const scenarios::Variant& variant : scenario->variants) {
      const auto published = scenario->published(workload, variant);
      if (!published) {
        continue;
      }
      CalibrationRow row;
      row.name = published->row;
      row.identity =
          fmt::format("{}/{}/{} {} {}", text, workload.name, variant.name, choice.run.runtime, choice.run.ramp_time);
      row.measured = (next++)->measured;
      row.tolerance = kPublishedTolerance;
      row.system = [scenario, workload, variant, run = choice.run](const scenarios::Machine& machine) {
        scenarios::Scenario moved = *scenario;
        moved.machine = machine;
        models::SystemSpec system = moved.system(workload, variant);
        system.job.runtime = run.runtime;
        system.job.ramp_time = run.ramp_time;
        return system;
      };
      rows.push_back(std::move(row));
    }
  }
  if (rows.empty()) {
    throw InputError({file.string(), 0, 0}, "the scenario has no 'published' cell to fit to");
  }
  return rows;
}

// Why a row has no model on the machine; nothing where it has one.
std::optional<std::string> missing_model(const CalibrationRow& row, const Measurement& measured,
                                         const scenarios::Machine& machine, const FitChoice& choice) {
  if (has_suffix(measured.source.file, {".yaml", ".yml"})) {
    const std::string& device = row.measured.device;
    return scenarios::contains(scenarios::names_of(machine.devices), device)
               ? std::nullopt
               : std::optional(fmt::format("machine {} has no device {}{}", in_quotes(machine.spec.name),
                                           in_quotes(device),
                                           scenarios::allowed_names(device, scenarios::names_of(machine.devices))));
  }
  const auto system = system_of(measured, machine, choice.run);
  const auto* missing = std::get_if<NotModelled>(&system);
  return missing != nullptr ? std::optional(missing->reason) : std::nullopt;
}

std::vector<Measurement> read_measurements(const fs::path& file, const std::string& run, const FitChoice& choice,
                                           std::vector<std::string>& notes) {
  scenarios::YamlNode entry = source_entry(file, "measurements");
  if (has_suffix(file, {".json"}) && !run.empty()) {
    scenarios::YamlNode fields = scenarios::parse_yaml("run: " + run + "\n", fmt::format("--run {}", run));
    entry.members.push_back(std::move(fields.members.front()));
  }
  MeasuredSource source = read_source(scenarios::Value(entry, ""), "", choice.run);
  notes.insert(notes.end(), source.notes.begin(), source.notes.end());
  return std::move(source.measurements);
}

[[noreturn]] void refuse(const FitEntry& entry, const std::vector<CalibrationRow>& rows) {
  const auto match = entry.filter ? std::nullopt : scenarios::close_match(entry.name, scenarios::names_of(rows));
  throw InputError(entry.place, fmt::format("none of the {} rows of this machine is {}{}", rows.size(), entry.text,
                                            match ? fmt::format("; did you mean '{}'?", *match) : ""));
}

// Entries of a validation table; its machines and rules are not asked for.
std::vector<CalibrationRow> rows_of_table(const fs::path& file, const FitChoice& choice,
                                          std::vector<std::string>& notes) {
  const scenarios::YamlNode tree = scenarios::load_yaml(file, {file.string(), 0, 0});
  std::vector<CalibrationRow> rows;
  std::vector<MeasuredSource> sources;
  for (const scenarios::Value& entry : scenarios::Value(tree, "").require("measurements").items()) {
    sources.push_back(read_source(entry, file.parent_path(), choice.run));
    if (!sources.back().published.empty()) {
      entry.fail("published cells are fitted from their scenario; name that file instead");
    }
    const auto of_entry = rows_of(sources.back().measurements, choice);
    rows.insert(rows.end(), of_entry.begin(), of_entry.end());
  }
  const auto of_sources = notes_of(sources);
  notes.insert(notes.end(), of_sources.begin(), of_sources.end());
  return rows;
}

class Reader {
 public:
  Reader(const FitChoice& choice, const scenarios::Machine& machine) : choice_(choice), machine_(machine) {}

  void add(std::vector<CalibrationRow> rows) {
    for (CalibrationRow& row : rows) {
      if (choice_.where.takes(row.measured)) {
        rows_.push_back(std::move(row));
      } else {
        ++elsewhere_;
      }
    }
  }

  CalibrationRows sorted(std::vector<std::string> notes) {
    refuse_doubles();
    for (const FitEntry& entry : choice_.fit) {
      const bool any = std::ranges::any_of(rows_, [&](const auto& row) { return entry.takes(row.measured, row.name); });
      if (!any) {
        refuse(entry, rows_);
      }
    }
    CalibrationRows result;
    result.notes = std::move(notes);
    if (elsewhere_ > 0) {
      result.notes.push_back(fmt::format("{} rows are of other machines (`where` of --fit)", elsewhere_));
    }
    std::map<std::string, std::vector<std::string>> missing;  // names of rows, by reason
    for (CalibrationRow& row : rows_) {
      place(row, missing, result);
    }
    for (const auto& [reason, names] : missing) {
      result.notes.push_back(fmt::format("{}: {} rows ({})", reason, names.size(), fmt::join(names, ", ")));
    }
    return result;
  }

 private:
  void refuse_doubles() const {
    std::map<std::string, scenarios::Place> seen;
    for (const CalibrationRow& row : rows_) {
      const auto [first, fresh] = seen.try_emplace(row.name, row.measured.source);
      if (!fresh) {
        throw InputError(row.measured.source,
                         fmt::format("the same row as {}:{}", first->second.file, first->second.line));
      }
    }
  }

  void place(CalibrationRow& row, std::map<std::string, std::vector<std::string>>& missing,
             CalibrationRows& result) const {
    const bool fitted =
        std::ranges::any_of(choice_.fit, [&](const auto& entry) { return entry.takes(row.measured, row.name); });
    if (const auto reason = missing_model(row, row.measured, machine_, choice_)) {
      if (fitted) {
        throw InputError(row.measured.source, fmt::format("{} cannot be fitted: {}", row.name, *reason));
      }
      missing[*reason].push_back(row.name);
    } else {
      (fitted ? result.fitted : result.others).push_back(std::move(row));
    }
  }

  const FitChoice& choice_;
  const scenarios::Machine& machine_;
  std::vector<CalibrationRow> rows_;
  std::size_t elsewhere_ = 0;
};

}  // namespace

CalibrationRows read_calibration_rows(const std::vector<fs::path>& files, const std::string& run,
                                      const FitChoice& choice, const scenarios::Machine& machine) {
  Reader reader(choice, machine);
  std::vector<std::string> notes;
  std::vector<Measurement> single_runs;
  for (const fs::path& file : files) {
    if (has_suffix(file, {".yaml", ".yml"})) {
      reader.add(is_validation_table(file) ? rows_of_table(file, choice, notes) : rows_of_scenario(file, choice));
      continue;
    }
    const auto rows = read_measurements(file, run, choice, notes);
    if (has_suffix(file, {".json"})) {
      single_runs.insert(single_runs.end(), rows.begin(), rows.end());
    } else {
      reader.add(rows_of(rows, choice));
    }
  }
  reader.add(rows_of(merge_repetitions(single_runs), choice));
  return reader.sorted(std::move(notes));
}

}  // namespace loopsim::analysis
