// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/read_measurements.hpp"

#include <fmt/format.h>

#include "analysis/measurements/csv_table.hpp"
#include "analysis/measurements/repetitions.hpp"
#include "analysis/measurements/run_table.hpp"
#include "analysis/measurements/table_formats.hpp"
#include "scenarios/names.hpp"

namespace loopsim::analysis {
namespace {

// Columns that no table of this kind is known to have: what they say about the rows is lost, so it is said.
void note_strangers(const CsvTable& table, const TableFormat& format, std::vector<std::string>& notes) {
  std::vector<std::string> strangers = table.columns;
  std::erase_if(strangers, [&](const std::string& name) { return scenarios::contains(format.columns, name); });
  if (!strangers.empty()) {
    notes.push_back(fmt::format("{}: not used, since tables like {} do not have {}: {}", table.file, format.name,
                                strangers.size() == 1 ? "this column" : "these columns", fmt::join(strangers, ", ")));
  }
}

}  // namespace

MeasuredFile read_measured_table(const std::filesystem::path& file, const scenarios::Place& blame) {
  const CsvTable table = parse_csv(read_text(file, blame), file.string());
  const TableFormat& format = format_of(table);
  if (table.rows.empty()) {
    throw scenarios::InputError({table.file, 1, 1},
                                "no rows below the names of the columns; the file may be cut short");
  }
  MeasuredFile result;
  if (format.contents == TableContents::costs) {
    check_costs(table, format);
    result.notes.push_back(fmt::format("{}: no runs but {}, as in {} ({} row{}); they give values for machine files",
                                       table.file, format.about, format.name, table.rows.size(),
                                       table.rows.size() == 1 ? "" : "s"));
  } else {
    result.rows = merge_repetitions(read_runs(table, format));
  }
  note_strangers(table, format, result.notes);
  return result;
}

}  // namespace loopsim::analysis
