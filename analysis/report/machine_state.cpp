// SPDX-License-Identifier: GPL-2.0
#include "analysis/report/machine_state.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "analysis/report/html.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::YamlNode;

std::string text_at(const YamlNode& map, std::string_view key) {
  const YamlNode* value = map.find(key);
  return value == nullptr ? "" : value->text;
}

// Values of a machine that were fitted, as rows of a table.
void add_fitted(const YamlNode& map, const std::string& prefix, HtmlTable& table) {
  for (const YamlNode::Member& member : map.members) {
    if (text_at(member.value, "fitted") == "true") {
      const YamlNode* range = member.value.find("range");
      std::string limits;
      for (const YamlNode& limit : range == nullptr ? std::vector<YamlNode>() : range->items) {
        limits += (limits.empty() ? "" : " to ") + limit.text;
      }
      table.rows.push_back({text_cell(prefix + member.key), text_cell(text_at(member.value, "value")),
                            text_cell(limits), text_cell(text_at(member.value, "source"))});
    }
  }
}

HtmlTable fitted_values(const YamlNode& machine) {
  HtmlTable table{.caption = "Values of the machine file that were fitted",
                  .columns = {"parameter", "value", "range", "source"},
                  .rows = {}};
  if (const YamlNode* costs = machine.find("costs")) {
    add_fitted(*costs, "", table);
  }
  if (const YamlNode* devices = machine.find("devices")) {
    for (const YamlNode::Member& device : devices->members) {
      add_fitted(device.value, device.key + ".", table);
    }
  }
  return table;
}

std::string fitted_on(const YamlNode& machine) {
  const YamlNode* rows = machine.find("fitted_on");
  if (rows == nullptr || rows->items.empty()) {
    return "It was fitted on no measured row: its costs are estimates from the sources that it names.";
  }
  std::string names;
  for (const YamlNode& row : rows->items) {
    names += (names.empty() ? "" : ", ") + row.text;
  }
  return fmt::format("It was fitted on {} row{}: {}.", rows->items.size(), rows->items.size() == 1 ? "" : "s", names);
}

// Mean and worst error of the fitted or of the predicted rows, as a sentence; nothing where there are none.
std::string errors_of(const MeasuredPoints& measured, bool fitted) {
  double sum = 0;
  std::size_t count = 0;
  std::size_t close = 0;
  const MeasuredPoint* worst = nullptr;
  for (const MeasuredPoint& point : measured.points) {
    if (point.fitted == fitted) {
      ++count;
      sum += std::abs(point.error);
      close += std::abs(point.error) <= 0.10 ? 1 : 0;
      worst = worst == nullptr || std::abs(point.error) > std::abs(worst->error) ? &point : worst;
    }
  }
  return worst == nullptr ? ""
                          : fmt::format("{} {} row{}: mean absolute error {} %, worst {:+.1f} % ({}), {} within 10 %.",
                                        count, fitted ? "fitted" : "predicted", count == 1 ? "" : "s",
                                        fit_number(100 * sum / static_cast<double>(count), 2, 6), 100 * worst->error,
                                        worst->name, close);
}

HtmlTable measured_table(const MeasuredPoints& measured) {
  HtmlTable table{.caption = "Published or measured rates beside the simulated ones",
                  .columns = {"row", "measured, IOPS", "simulated, IOPS", "error, %", "kind"},
                  .rows = {}};
  for (const MeasuredPoint& point : measured.points) {
    table.rows.push_back({text_cell(point.name),
                          number_cell(point.measured, 4),
                          number_cell(point.simulated.value, 4),
                          {.text = fmt::format("{:+.1f}", 100 * point.error), .value = point.error, .numeric = true},
                          text_cell(point.fitted ? "fitted" : "predicted")});
  }
  return table;
}

}  // namespace

std::string machine_state_html(const YamlNode& resolved, const MeasuredPoints& measured) {
  std::string text;
  if (const YamlNode* machine = resolved.find("machine")) {
    text += paragraph(fmt::format("Machine file {}. {}", text_at(*machine, "name"), text_at(*machine, "about")));
    text += paragraph(fitted_on(*machine));
  }
  if (measured.points.empty()) {
    text += paragraph(
        "Nothing that was published or measured stands beside these results: they are predictions. loopsim validate "
        "says how far such predictions are off where there are measurements.");
  }
  for (const bool fitted : {false, true}) {
    if (const std::string errors = errors_of(measured, fitted); !errors.empty()) {
      text += paragraph(errors);
    }
  }
  if (!measured.points.empty()) {
    text += details("Row by row", html(measured_table(measured)));
  }
  if (const YamlNode* machine = resolved.find("machine")) {
    if (const HtmlTable table = fitted_values(*machine); !table.rows.empty()) {
      text += details("Fitted values", html(table));
    }
  }
  return text;
}

}  // namespace loopsim::analysis
