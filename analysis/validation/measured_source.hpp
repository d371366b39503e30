// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/measurements/measurement.hpp"
#include "analysis/measurements/system_of.hpp"
#include "analysis/validation/plan.hpp"
#include "scenarios/yaml_reader.hpp"
#include "scenarios/yaml_tree.hpp"

namespace loopsim::analysis {

// One entry of a table's `measurements:`: a file, or several of one kind, and which of their rows to take.
struct MeasuredSource {
  std::vector<Measurement> measurements;
  std::vector<Measurement> passed_over;  // by its 'where'; another entry may take them
  std::vector<PlannedRow> published;     // of a scenario, which says itself on which machine
  SimulatedRun run;
  std::vector<std::string> notes;
};

// What an entry of `measurements:` would be for a file that the command line names with `option`.
scenarios::YamlNode source_entry(const std::filesystem::path& file, const std::string& option);

// Reads the entry and its files: tables (CSV), output of fio (JSON, with `run:` beside it), scenarios (YAML). Files are
// relative to `directory`; `run` is what the table says for all entries. Throws InputError.
MeasuredSource read_source(const scenarios::Value& entry, const std::filesystem::path& directory,
                           const SimulatedRun& run);

// What there is to say of the files of all entries of a table, each thing once: the notes of their readers, and for
// each file how many of its rows no entry takes.
std::vector<std::string> notes_of(const std::vector<MeasuredSource>& sources);

}  // namespace loopsim::analysis
