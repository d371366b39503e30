// SPDX-License-Identifier: GPL-2.0
#include "analysis/inputs/stored_result.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/inputs/json_estimate.hpp"
#include "analysis/inputs/json_value.hpp"
#include "scenarios/input_error.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;
using scenarios::InputError;

constexpr Estimate kNoEstimate{std::numeric_limits<double>::quiet_NaN(), std::nullopt};

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

std::vector<std::string> read_digests(const JsonValue& cell) {
  std::vector<std::string> digests;
  for (const JsonValue& run : cell.member("runs").items()) {
    digests.push_back(run.member("digest").text());
  }
  return digests;
}

// A result of an earlier version may lack what only pictures need.
std::optional<Comparison> read_published(const JsonValue& cell) {
  const std::optional<JsonValue> published = cell.find("published");
  if (!published) {
    return std::nullopt;
  }
  return Comparison{{.iops = published->member("iops").number(),
                     .row = published->member("row").text(),
                     .fitted = published->member("fitted").boolean()},
                    published->member("error").number()};
}

std::map<std::string, double> read_metrics(const JsonValue& metrics) {
  std::map<std::string, double> values;
  for (const auto& [name, value] : metrics.members()) {
    values.emplace(name, value.number());
  }
  return values;
}

std::vector<LatencyBin> read_bins(const JsonValue& cell) {
  std::map<double, double> counts;
  for (const char* direction : {"read", "write", "trim"}) {
    const std::optional<JsonValue> part = cell.find(direction);
    if (!part) {
      continue;
    }
    for (const auto& [value, count] : part->member("clat_ns").member("bins").members()) {
      counts[std::strtod(value.c_str(), nullptr)] += count.number();
    }
  }
  std::vector<LatencyBin> bins;
  bins.reserve(counts.size());
  for (const auto& [value, count] : counts) {
    bins.push_back({value, count});
  }
  return bins;
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
          .ctx_switches_per_io = metrics.member("ctx_switches_per_io").number(),
          .policy = cell.member("policy").text(),
          .note = cell.member("note").text(),
          .iops_estimate = read_estimate(cell, "iops").value_or(kNoEstimate),
          .ratio = read_estimate(cell, "ratio"),
          .published = read_published(cell),
          .metrics = read_metrics(metrics),
          .clat_bins = read_bins(cell),
          .digests = read_digests(cell)};
}

Provenance read_provenance(const JsonValue& provenance) {
  return {.version = provenance.member("version").text(),
          .compiler = provenance.member("compiler").text(),
          .build_type = provenance.member("build_type").text(),
          .engine_mode = provenance.member("engine_mode").text(),
          .command_line = provenance.member("command_line").text(),
          .resolved_scenario = provenance.member("resolved_scenario").text()};
}

}  // namespace

double StoredCell::metric(const std::string& name) const {
  const auto found = metrics.find(name);
  return found == metrics.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

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
                      .resolved = {},
                      .question = root.member("question").text(),
                      .provenance = read_provenance(provenance),
                      .replications = static_cast<int>(provenance.member("replications").count())};
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
