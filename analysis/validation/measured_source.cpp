// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/measured_source.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "analysis/measurements/csv_table.hpp"
#include "analysis/measurements/fio_json.hpp"
#include "analysis/measurements/read_measurements.hpp"
#include "analysis/measurements/repetitions.hpp"
#include "analysis/measurements/row_filter.hpp"
#include "analysis/validation/scenario_rows.hpp"
#include "analysis/validation/table_sections.hpp"
#include "scenarios/names.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;
using scenarios::Section;
using scenarios::Value;

std::vector<Value> one_or_more(const Value& value) {
  if (value.node().kind != scenarios::YamlNode::Kind::list) {
    return {value};
  }
  if (value.items().empty()) {
    value.fail("expected at least one file");
  }
  return value.items();
}

void read_file(const Value& name, const fs::path& directory, const std::optional<RunFields>& fields,
               MeasuredSource& source) {
  const fs::path file = (directory / name.text()).lexically_normal();
  if (file.extension() == ".json") {
    if (!fields) {
      name.fail("fio's output does not say on what it ran; a 'run' beside this must (kernel, fs, device, mapping ...)");
    }
    source.measurements.push_back(
        measurement_of(parse_fio_json(read_text(file, name.place()), file.string()), *fields));
  } else if (fields) {
    name.fail("'run' is for the output of fio (FILE.json); the rows of a table say themselves what they ran on");
  } else if (file.extension() == ".yaml" || file.extension() == ".yml") {
    const auto rows = scenario_rows(scenarios::load_scenario(file), file.string());
    source.published.insert(source.published.end(), rows.begin(), rows.end());
  } else {
    MeasuredFile table = read_measured_table(file, name.place());
    source.measurements.insert(source.measurements.end(), table.rows.begin(), table.rows.end());
    source.notes.insert(source.notes.end(), table.notes.begin(), table.notes.end());
  }
}

void choose_rows(const Value& where, MeasuredSource& source) {
  if (!source.published.empty()) {
    where.fail("the cells of a scenario have no columns to choose by");
  }
  const RowFilter filter(where);
  const auto passed_over =
      std::ranges::stable_partition(source.measurements, [&](const Measurement& row) { return filter.takes(row); });
  source.passed_over.assign(passed_over.begin(), passed_over.end());
  source.measurements.erase(passed_over.begin(), passed_over.end());
  if (source.measurements.empty() && !source.passed_over.empty()) {
    where.fail(fmt::format("takes none of the {} rows", source.passed_over.size()));
  }
}

// Rows by their lines, with what the entries of a table made of them.
struct FileRows {
  std::set<int> lines;
  std::set<int> taken;
};

std::map<std::string, FileRows> rows_by_file(const std::vector<MeasuredSource>& sources) {
  std::map<std::string, FileRows> files;
  for (const MeasuredSource& source : sources) {
    for (const Measurement& row : source.measurements) {
      files[row.source.file].lines.insert(row.source.line);
      files[row.source.file].taken.insert(row.source.line);
    }
    for (const Measurement& row : source.passed_over) {
      files[row.source.file].lines.insert(row.source.line);
    }
  }
  return files;
}

}  // namespace

scenarios::YamlNode source_entry(const fs::path& file, const std::string& option) {
  const scenarios::Place place{fmt::format("{} {}", option, file.string()), 0, 0};
  scenarios::YamlNode name{scenarios::YamlNode::Kind::scalar, place, file.string(), {}, {}};
  return {scenarios::YamlNode::Kind::map, place, "", {}, {{"file", place, std::move(name)}}};
}

MeasuredSource read_source(const Value& entry, const fs::path& directory, const SimulatedRun& run) {
  Section section(entry, {"file", "where", "run", "simulate"});
  MeasuredSource source;
  std::optional<RunFields> fields;
  if (const auto given = section.find("run")) {
    fields = read_run_fields(*given);
  }
  for (const Value& name : one_or_more(section.require("file"))) {
    read_file(name, directory, fields, source);
  }
  source.measurements = merge_repetitions(source.measurements);
  source.run = read_simulate(section.find("simulate"), run);
  if (const auto where = section.find("where")) {
    choose_rows(*where, source);
  }
  section.finish();
  return source;
}

std::vector<std::string> notes_of(const std::vector<MeasuredSource>& sources) {
  std::vector<std::string> notes;
  for (const MeasuredSource& source : sources) {
    std::ranges::copy_if(source.notes, std::back_inserter(notes),
                         [&](const std::string& note) { return !scenarios::contains(notes, note); });
  }
  for (const auto& [file, rows] : rows_by_file(sources)) {
    if (const std::size_t rest = rows.lines.size() - rows.taken.size(); rest > 0) {
      notes.push_back(fmt::format("{}: {} of {} rows left out, as no 'where' of this table takes them", file, rest,
                                  rows.lines.size()));
    }
  }
  return notes;
}

}  // namespace loopsim::analysis
