// SPDX-License-Identifier: GPL-2.0
#include "analysis/inputs/stored_comparison.hpp"

#include <nlohmann/json.hpp>

#include "analysis/inputs/json_estimate.hpp"
#include "analysis/inputs/json_value.hpp"
#include "analysis/measurements/csv_table.hpp"

namespace loopsim::analysis {
namespace {

StoredChange read_change(const JsonValue& workload) {
  const JsonValue base = workload.member("base");
  const JsonValue patched = workload.member("patched");
  StoredChange read{.case_name = workload.member("case").text(),
                    .base_variant = base.member("variant").text(),
                    .patched_variant = patched.member("variant").text(),
                    .base_iops = base.member("iops").number(),
                    .patched_iops = patched.member("iops").number(),
                    .change = std::nullopt};
  if (const std::optional<JsonValue> change = workload.find("change")) {
    read.change = Estimate{change->member("value").number(), read_interval(*change)};
    const std::optional<JsonValue> significant = change->find("significant");
    read.significant = significant && significant->boolean();
  }
  return read;
}

StoredSide read_side(const JsonValue& side) {
  StoredSide read{.base = side.member("base").text(), .patched = side.member("patched").text(), .workloads = {}};
  for (const JsonValue& workload : side.member("workloads").items()) {
    read.workloads.push_back(read_change(workload));
  }
  return read;
}

}  // namespace

StoredComparison read_comparison(const std::filesystem::path& file) {
  const nlohmann::json document = parse_json(read_text(file, {file.string(), 0, 0}), file);
  const JsonValue root(document, file);
  if (root.member("generator").text() != "loopsim compare") {
    root.fail("not what loopsim compare writes");
  }
  StoredComparison comparison{.file = file, .sides = {}};
  for (const JsonValue& side : root.member("comparisons").items()) {
    comparison.sides.push_back(read_side(side));
  }
  if (comparison.sides.empty()) {
    root.fail("no comparisons");
  }
  return comparison;
}

}  // namespace loopsim::analysis
