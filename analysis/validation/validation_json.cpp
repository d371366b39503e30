// SPDX-License-Identifier: GPL-2.0
#include <nlohmann/json.hpp>

#include "analysis/measurements/row_filter.hpp"
#include "analysis/outputs/json_provenance.hpp"
#include "analysis/validation/findings.hpp"
#include "analysis/validation/writers.hpp"

namespace loopsim::analysis {
namespace {

using Json = nlohmann::ordered_json;

template <typename Value>
Json json_optional(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json json_measured(const Measurement& measured) {
  Json fields = Json::object();
  for (const std::string& column : filter_columns()) {
    if (const std::string text = field_text(measured, column); column != "file" && !text.empty()) {
      fields[column] = text;
    }
  }
  return {{"source", place_text(measured.source)},
          {"fields", std::move(fields)},
          {"n", measured.repetitions},
          {"iops", measured.iops},
          {"iops_min", measured.iops_min},
          {"iops_max", measured.iops_max}};
}

Json json_row(const ValidatedRow& row) {
  const auto& interval = row.simulated.interval;
  return {{"machine", row.planned.machine},
          {"row", row.planned.name},
          {"fitted", row.planned.fitted},
          {"measured", json_measured(row.planned.measured)},
          {"tolerance", row.planned.tolerance},
          {"simulated",
           {{"iops", row.simulated.value},
            {"ci_low", interval ? Json(interval->low) : Json(nullptr)},
            {"ci_high", interval ? Json(interval->high) : Json(nullptr)}}},
          {"error", row.error},
          {"within", row.within()},
          {"demerit", json_optional(row.demerit)}};
}

Json json_errors(const std::optional<ErrorSummary>& errors) {
  if (!errors) {
    return nullptr;
  }
  return {{"rows", errors->rows},
          {"mape", errors->mape},
          {"worst", errors->worst},
          {"worst_row", errors->worst_row},
          {"within", errors->within}};
}

Json json_signs(const SignTest& signs) {
  Json wrong = Json::array();
  for (const WrongSign& sign : signs.wrong) {
    wrong.push_back({{"a", sign.a}, {"b", sign.b}, {"measured", sign.measured}, {"simulated", sign.simulated}});
  }
  return {{"pairs", signs.pairs}, {"clear", signs.clear}, {"right", signs.right}, {"wrong", std::move(wrong)}};
}

Json json_summary(const ValidationSummary& summary) {
  return {{"machine", summary.machine},
          {"rows", summary.rows},
          {"predicted", json_errors(summary.predicted)},
          {"quiet", json_errors(summary.quiet)},
          {"noisy", json_errors(summary.noisy)},
          {"fitted", json_errors(summary.fitted)},
          {"rank_correlation", json_optional(summary.rank_correlation)},
          {"demerit", json_optional(summary.demerit)},
          {"judged_error", json_optional(summary.judged_error())},
          {"signs", json_signs(summary.signs)}};
}

}  // namespace

std::string validation_json(const ValidationReport& report, const Provenance& provenance) {
  Json rows = Json::array();
  for (const ValidatedRow& row : report.rows) {
    rows.push_back(json_row(row));
  }
  Json machines = Json::array();
  for (const ValidationSummary& machine : report.machines) {
    machines.push_back(json_summary(machine));
  }
  Json left_out = Json::array();
  for (const LeftOutRow& row : report.left_out) {
    left_out.push_back({{"row", row.name}, {"measured", json_measured(row.measured)}, {"reason", row.reason}});
  }
  Json origin = json_provenance(provenance);
  origin["seed"] = report.seed;
  origin["replications"] = report.replications;
  const Json document = {
      {"generator", "loopsim"},          {"validation", report.name},       {"question", report.question},
      {"provenance", std::move(origin)}, {"machines", std::move(machines)}, {"all", json_summary(report.all)},
      {"rows", std::move(rows)},         {"left_out", std::move(left_out)}, {"notes", report.notes}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace loopsim::analysis
