// SPDX-License-Identifier: GPL-2.0
#include "analysis/inputs/stored_validation.hpp"

#include <nlohmann/json.hpp>

#include "analysis/inputs/json_estimate.hpp"
#include "analysis/inputs/json_value.hpp"
#include "analysis/measurements/csv_table.hpp"

namespace loopsim::analysis {
namespace {

StoredRow read_row(const JsonValue& row) {
  const JsonValue simulated = row.member("simulated");
  return {.machine = row.member("machine").text(),
          .name = row.member("row").text(),
          .fitted = row.member("fitted").boolean(),
          .measured = row.member("measured").member("iops").number(),
          .tolerance = row.member("tolerance").number(),
          .simulated = {simulated.member("iops").number(), read_interval(simulated)},
          .error = row.member("error").number()};
}

std::optional<StoredErrors> read_errors(const JsonValue& findings, std::string_view kind) {
  const std::optional<JsonValue> errors = findings.find(kind);
  if (!errors) {
    return std::nullopt;
  }
  return StoredErrors{.rows = errors->member("rows").count(),
                      .mape = errors->member("mape").number(),
                      .worst = errors->member("worst").number(),
                      .worst_row = errors->member("worst_row").text()};
}

StoredFindings read_findings(const JsonValue& findings) {
  const std::optional<JsonValue> correlation = findings.find("rank_correlation");
  const JsonValue signs = findings.member("signs");
  return {.machine = findings.member("machine").text(),
          .rows = findings.member("rows").count(),
          .predicted = read_errors(findings, "predicted"),
          .fitted = read_errors(findings, "fitted"),
          .rank_correlation = correlation ? std::optional(correlation->number()) : std::nullopt,
          .clear_signs = signs.member("clear").count(),
          .right_signs = signs.member("right").count()};
}

}  // namespace

StoredValidation read_validation(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / "validation.json";
  const nlohmann::json document = parse_json(read_text(file, {file.string(), 0, 0}), file);
  const JsonValue root(document, file);
  const JsonValue provenance = root.member("provenance");
  StoredValidation validation{.directory = directory,
                              .name = root.member("validation").text(),
                              .question = root.member("question").text(),
                              .provenance = {.version = provenance.member("version").text(),
                                             .compiler = provenance.member("compiler").text(),
                                             .build_type = provenance.member("build_type").text(),
                                             .engine_mode = provenance.member("engine_mode").text(),
                                             .command_line = provenance.member("command_line").text(),
                                             .resolved_scenario = ""},
                              .seed = provenance.member("seed").count(),
                              .replications = static_cast<int>(provenance.member("replications").count()),
                              .rows = {},
                              .machines = {},
                              .all = read_findings(root.member("all")),
                              .left_out = root.member("left_out").items().size()};
  for (const JsonValue& row : root.member("rows").items()) {
    validation.rows.push_back(read_row(row));
  }
  for (const JsonValue& machine : root.member("machines").items()) {
    validation.machines.push_back(read_findings(machine));
  }
  return validation;
}

}  // namespace loopsim::analysis
