// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/row_filter.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <stdexcept>

#include "scenarios/names.hpp"

namespace loopsim::analysis {
namespace {

struct FilterColumn {
  std::string_view name;
  std::string (*text)(const Measurement&);
};

constexpr auto kColumns = std::to_array<FilterColumn>({
    {"file", [](const Measurement& row) { return std::filesystem::path(row.source.file).filename().string(); }},
    {"kernel", [](const Measurement& row) { return row.kernel; }},
    {"accel", [](const Measurement& row) { return row.accel; }},
    {"vcpus", [](const Measurement& row) { return row.cpus ? std::to_string(*row.cpus) : ""; }},
    {"sched", [](const Measurement& row) { return row.sched; }},
    {"condition", [](const Measurement& row) { return row.condition; }},
    {"fs", [](const Measurement& row) { return row.fs; }},
    {"device", [](const Measurement& row) { return row.device; }},
    {"device_latency_ns",
     [](const Measurement& row) { return row.device_latency ? std::to_string(*row.device_latency) : ""; }},
    {"target", [](const Measurement& row) { return row.target; }},
    {"mapping", [](const Measurement& row) { return row.mapping; }},
    {"rw", [](const Measurement& row) { return row.rw; }},
    {"jobs", [](const Measurement& row) { return std::to_string(row.jobs); }},
    {"iodepth", [](const Measurement& row) { return std::to_string(row.iodepth); }},
    {"engine", [](const Measurement& row) { return row.engine; }},
    {"policy", [](const Measurement& row) { return row.policy; }},
});

// `*` matches any text; the usual way back to the last star keeps it linear in practice.
bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

// `""` stands for a row that says nothing in this column.
std::string value_of(const scenarios::Value& value) {
  const bool empty = value.node().kind == scenarios::YamlNode::Kind::scalar && value.node().text.empty();
  return empty ? "" : value.text();
}

std::vector<std::string> values_of(const scenarios::Value& value) {
  if (value.node().kind != scenarios::YamlNode::Kind::list) {
    return {value_of(value)};
  }
  std::vector<std::string> values;
  for (const scenarios::Value& item : value.items()) {
    values.push_back(value_of(item));
  }
  if (values.empty()) {
    value.fail("expected at least one value");
  }
  return values;
}

}  // namespace

std::vector<std::string> filter_columns() { return scenarios::names_of(kColumns); }

std::string field_text(const Measurement& row, std::string_view column) {
  const auto* found = std::ranges::find(kColumns, column, &FilterColumn::name);
  if (found == kColumns.end()) {
    throw std::out_of_range("no column " + std::string(column));
  }
  return found->text(row);
}

RowFilter::RowFilter(const scenarios::Value& section) {
  scenarios::Section keys(section, filter_columns());
  for (const std::string& column : filter_columns()) {
    if (const auto value = keys.find(column)) {
      conditions_.push_back({column, values_of(*value)});
    }
  }
}

bool RowFilter::takes(const Measurement& row) const {
  return std::ranges::all_of(conditions_, [&](const Condition& condition) {
    const std::string text = field_text(row, condition.column);
    return std::ranges::any_of(condition.values, [&](const std::string& pattern) { return matches(pattern, text); });
  });
}

}  // namespace loopsim::analysis
