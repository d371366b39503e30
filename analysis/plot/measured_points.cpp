// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/measured_points.hpp"

#include "analysis/plot/origin.hpp"

namespace loopsim::analysis {
namespace {

std::string machine_name(const StoredResult& result) {
  const scenarios::YamlNode* machine = result.resolved.find("machine");
  const scenarios::YamlNode* name = machine == nullptr ? nullptr : machine->find("name");
  return name == nullptr ? "" : name->text;
}

}  // namespace

MeasuredPoints measured_points(const StoredValidation& validation) {
  MeasuredPoints points{.title = validation.name, .origin = origin_text(validation), .points = {}};
  for (const StoredRow& row : validation.rows) {
    points.points.push_back({.machine = row.machine,
                             .name = row.name,
                             .fitted = row.fitted,
                             .measured = row.measured,
                             .simulated = row.simulated,
                             .error = row.error});
  }
  return points;
}

MeasuredPoints measured_points(const StoredResult& result) {
  MeasuredPoints points{.title = result.scenario, .origin = origin_text(result), .points = {}};
  for (const StoredCell& cell : result.cells) {
    if (cell.published) {
      points.points.push_back({.machine = machine_name(result),
                               .name = cell.case_name + "/" + cell.variant,
                               .fitted = cell.published->published.fitted,
                               .measured = cell.published->published.iops,
                               .simulated = cell.iops_estimate,
                               .error = cell.published->error});
    }
  }
  return points;
}

}  // namespace loopsim::analysis
