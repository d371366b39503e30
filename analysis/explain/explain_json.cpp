// SPDX-License-Identifier: GPL-2.0
#include <nlohmann/json.hpp>

#include "analysis/explain/writers.hpp"
#include "analysis/outputs/json_of_estimate.hpp"
#include "analysis/outputs/json_provenance.hpp"

namespace loopsim::analysis {
namespace {

using Json = nlohmann::ordered_json;

Json json_stages(const StageTable& table) {
  Json stages = Json::array();
  for (const StageRow& row : table.rows) {
    stages.push_back({{"stage", row.name},
                      {"mean_ns", row.mean_ns},
                      {"share", row.share},
                      {"p99_ns", row.p99_ns ? Json(*row.p99_ns) : Json(nullptr)}});
  }
  return stages;
}

Json json_resources(const std::vector<Resource>& resources) {
  Json list = Json::array();
  for (const Resource& resource : resources) {
    list.push_back({{"resource", resource.key},
                    {"name", resource.name},
                    {"kind", resource.kind == Resource::Kind::server ? "server" : "pool"},
                    {"busy", resource.busy}});
  }
  return list;
}

Json json_cell(const ExplainedCell& cell) {
  const std::vector<Resource>& all = cell.resources;
  const Resource* binding = binding_server(all);
  return {{"variant", cell.facts.variant},
          {"against", cell.facts.against},
          {"iops", json_of_estimate(cell.facts.iops)},
          {"ratio", json_of_estimate(cell.facts.ratio)},
          {"sentences", cell.sentences},
          {"binding", binding == nullptr ? Json(nullptr) : Json(binding->key)},
          {"latency_ns", cell.stages.latency_ns},
          {"stages", json_stages(cell.stages)},
          {"resources", json_resources(all)}};
}

Json json_waterfall(const Waterfall& waterfall) {
  Json steps = Json::array();
  for (const WaterfallStep& step : waterfall.steps) {
    steps.push_back({{"costs", step.key},
                     {"name", step.name},
                     {"first_off_ns", step.first_off},
                     {"last_off_ns", step.last_off},
                     {"part_ns", step.part},
                     {"ratio_without", step.ratio_without}});
  }
  return {{"variant", waterfall.variant},
          {"against", waterfall.against},
          {"variant_ns_per_io", waterfall.variant_ns},
          {"against_ns_per_io", waterfall.against_ns},
          {"sentences", sentences(waterfall)},
          {"steps", std::move(steps)},
          {"rest_ns", waterfall.rest},
          {"difference_ns", waterfall.difference()}};
}

Json json_break_even(const BreakEven& break_even) {
  Json points = Json::array();
  for (const BreakEvenPoint& point : break_even.points) {
    points.push_back({{"value", point.value}, {"text", point.text}, {"change", json_of_estimate(point.change)}});
  }
  return {{"parameter", break_even.key},
          {"variant", break_even.variant},
          {"against", break_even.against},
          {"sentences", sentences(break_even)},
          {"flip", break_even.flip ? Json(break_even.flip->text) : Json(nullptr)},
          {"points", std::move(points)}};
}

Json json_case(const ExplainedCase& explained) {
  Json cells = Json::array();
  for (const ExplainedCell& cell : explained.cells) {
    cells.push_back(json_cell(cell));
  }
  Json waterfalls = Json::array();
  for (const Waterfall& waterfall : explained.waterfalls) {
    waterfalls.push_back(json_waterfall(waterfall));
  }
  Json break_evens = Json::array();
  for (const BreakEven& break_even : explained.break_evens) {
    break_evens.push_back(json_break_even(break_even));
  }
  return {
      {"case", explained.name},       {"workload", explained.workload},      {"answer", explained.answer},
      {"variants", std::move(cells)}, {"waterfalls", std::move(waterfalls)}, {"break_evens", std::move(break_evens)}};
}

}  // namespace

std::string explain_json(const Explanation& explanation, const Provenance& provenance) {
  Json cases = Json::array();
  for (const ExplainedCase& explained : explanation.cases) {
    cases.push_back(json_case(explained));
  }
  Json origin = json_provenance(provenance);
  origin["resolved_scenario"] = provenance.resolved_scenario;
  const Json document = {{"generator", "loopsim"},
                         {"scenario", explanation.scenario},
                         {"question", explanation.question},
                         {"provenance", std::move(origin)},
                         {"cases", std::move(cases)}};
  // A command line or a name may hold bytes that are not UTF-8.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace loopsim::analysis
