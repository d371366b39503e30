// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/results_csv.hpp"

#include <string_view>

#include <fmt/format.h>

#include "analysis/csv.hpp"
#include "analysis/sweep/durable_file.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

// Fields as the start of a row.
std::string row_start(const std::string& first, const std::vector<std::string>& rest) {
  CsvWriter csv;
  csv.field(first);
  for (const std::string& field : rest) {
    csv.field(field);
  }
  return csv.text() + ",";
}

// The lines of a point's summary.csv, each after `start`.
std::string prefixed(std::string_view lines, const std::string& start) {
  std::string text;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    text += start;
    text += lines.substr(0, end);
    text += '\n';
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
  return text;
}

}  // namespace

void write_results_csv(const fs::path& directory, const scenarios::Sweep& sweep, const SweepPlan& plan,
                       const PointStore& store, const Manifest& manifest) {
  DurableFile about(directory / "manifest.json");
  about.append(to_json(manifest));
  DurableFile results(directory / "results.csv");
  for (const PlannedPoint& planned : plan.points) {
    const std::string summary = store.summary(planned.id);
    const std::size_t header_end = summary.find('\n') + 1;
    if (&planned == &plan.points.front()) {
      results.append(prefixed(summary.substr(0, header_end), row_start("point", axis_keys(sweep))));
    }
    results.append(prefixed(std::string_view(summary).substr(header_end),
                            row_start(std::to_string(planned.number), axis_values(sweep, planned.point))));
  }
  // A table never stands beside the manifest of another.
  fs::remove(directory / "manifest.json");
  results.commit();
  about.commit();
}

void remove_results_csv(const fs::path& directory) {
  fs::remove(directory / "results.csv");
  fs::remove(directory / "manifest.json");
}

}  // namespace loopsim::analysis
