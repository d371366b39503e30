// SPDX-License-Identifier: GPL-2.0
#include "analysis/inputs/stored_result.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/inputs/json_value.hpp"
#include "scenarios/input_error.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;
using scenarios::InputError;

[[noreturn]] void fail(const fs::path& file, std::string_view message) {
  throw InputError({file.string(), 0, 0}, message);
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) {
    fail(file, fmt::format("cannot read it: {}", std::generic_category().message(errno)));
  }
  return text;
}

void check_directory(const fs::path& directory) {
  std::error_code ignored;
  if (!fs::is_directory(directory, ignored)) {
    fail(directory, "expected a directory that loopsim run --out has written");
  }
  for (const char* name : {"summary.json", "runs.csv", "resolved.yaml"}) {
    if (!fs::is_regular_file(directory / name, ignored)) {
      fail(directory, fmt::format("expected a directory that loopsim run --out has written, but it has no {}", name));
    }
  }
}

// Each run has a row in runs.csv below the header, none of which holds a line break.
void check_runs_csv(const fs::path& file, std::size_t runs) {
  const std::string text = text_of(file);
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  if (lines != runs + 1 || !text.ends_with('\n')) {
    fail(file, fmt::format("expected a header and {} rows, as many as summary.json has runs; it is torn or of another "
                           "result",
                           runs));
  }
}

std::vector<double> read_iops(const JsonValue& cell) {
  std::vector<double> iops;
  for (const JsonValue& run : cell.member("runs").items()) {
    if (const JsonValue number = run.member("replication"); number.count() != iops.size()) {
      number.fail(fmt::format("expected replication {}", iops.size()));
    }
    iops.push_back(run.member("metrics").member("iops").number());
  }
  if (iops.empty()) {
    cell.fail("no runs");
  }
  return iops;
}

StoredCell read_cell(const JsonValue& cell) {
  const JsonValue metrics = cell.member("metrics");
  return {.case_name = cell.member("case").text(),
          .variant = cell.member("variant").text(),
          .baseline = cell.member("baseline").boolean(),
          .iops = read_iops(cell),
          .clat_p50_ns = metrics.member("clat_p50_ns").number(),
          .clat_p99_ns = metrics.member("clat_p99_ns").number(),
          .clat_p999_ns = metrics.member("clat_p999_ns").number(),
          .cpu_ns_per_io = metrics.member("cpu_ns_per_io").number(),
          .ctx_switches_per_io = metrics.member("ctx_switches_per_io").number()};
}

}  // namespace

StoredResult read_result(const fs::path& directory) {
  check_directory(directory);
  const fs::path summary = directory / "summary.json";
  const nlohmann::json document = parse_json(text_of(summary), summary);
  const JsonValue root(document, summary);
  if (root.member("generator").text() != "loopsim") {
    root.fail("not a result of loopsim");
  }
  const JsonValue provenance = root.member("provenance");
  StoredResult result{.directory = directory,
                      .scenario = root.member("scenario").text(),
                      .version = provenance.member("version").text(),
                      .seed = provenance.member("seed").count(),
                      .cells = {},
                      .resolved = {}};
  std::size_t runs = 0;
  for (const JsonValue& cell : root.member("cells").items()) {
    result.cells.push_back(read_cell(cell));
    runs += result.cells.back().iops.size();
  }
  if (result.cells.empty()) {
    root.fail("no cells");
  }
  check_runs_csv(directory / "runs.csv", runs);
  const fs::path resolved = directory / "resolved.yaml";
  const std::string yaml = text_of(resolved);
  if (yaml != provenance.member("resolved_scenario").text()) {
    fail(resolved, "expected the scenario of summary.json; it is torn or of another result");
  }
  result.resolved = scenarios::parse_yaml(yaml, resolved.string());
  return result;
}

}  // namespace loopsim::analysis
