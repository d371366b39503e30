// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "analysis/plot/measured_points.hpp"
#include "analysis/plot/sweep_grid.hpp"
#include "analysis/report/html.hpp"
#include "analysis/report/machine_state.hpp"
#include "analysis/report/report_parts.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kWon = 1.02;  // less is no gain worth a word, nor is less than its inverse a loss

// The rows of a variant that have a ratio, the lowest first.
using Rows = std::vector<const SweepRow*>;

std::map<std::string, Rows> rows_by_variant(const StoredSweep& sweep) {
  std::map<std::string, Rows> rows;
  for (const SweepRow& row : sweep.rows) {
    if (row.ratio && std::isfinite(row.ratio->value)) {
      rows[row.variant].push_back(&row);
    }
  }
  for (auto& [variant, of] : rows) {
    std::ranges::stable_sort(of, {}, [](const SweepRow* row) { return row->ratio->value; });
  }
  return rows;
}

std::string place_text(const StoredSweep& sweep, const SweepRow& row) {
  std::string text;
  for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis) {
    const std::string& key = sweep.axes[axis];
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", key.substr(key.rfind('.') + 1), row.at[axis]);
  }
  return text;
}

std::string times(const SweepRow& row) { return fit_number(row.ratio->value, 3, 6) + "X"; }

// How often each policy is the best by more than 2 %.
std::string winners_text(const StoredSweep& sweep, const SweepGrid& grid) {
  std::map<std::pair<std::size_t, std::string>, const SweepRow*> best;
  for (const SweepRow& row : sweep.rows) {
    if (row.ratio && grid.is_loop_policy(row.variant)) {
      const SweepRow*& at = best[{row.point, row.case_name}];
      at = at == nullptr || row.ratio->value > at->ratio->value ? &row : at;
    }
  }
  std::map<std::string, std::size_t> wins;
  for (const auto& [place, row] : best) {
    if (row->ratio->value > kWon) {
      ++wins[row->variant];
    }
  }
  std::size_t none = best.size();
  std::string text;
  for (const std::string& variant : grid.variants()) {
    if (wins.contains(variant)) {
      none -= wins[variant];
      text += fmt::format("{}{} is the best policy at {}", text.empty() ? "" : ", ", variant, wins[variant]);
    }
  }
  return fmt::format("Of {} places, {}{} none beats {} by more than 2 %.", best.size(),
                     text.empty() ? "" : text + ", and ", none == 0 ? "nowhere" : fmt::format("at {}", none),
                     grid.baseline());
}

// The extremes over all loop policies.
std::string extremes_text(const StoredSweep& sweep, const SweepGrid& grid) {
  const SweepRow* least = nullptr;
  const SweepRow* most = nullptr;
  for (const SweepRow& row : sweep.rows) {
    if (row.ratio && row.variant != grid.baseline() && grid.is_loop_policy(row.variant)) {
      least = least == nullptr || row.ratio->value < least->ratio->value ? &row : least;
      most = most == nullptr || row.ratio->value > most->ratio->value ? &row : most;
    }
  }
  if (least == nullptr) {
    return "";
  }
  return fmt::format("The most is {} ({} at {}), the least {} ({} at {}).", times(*most), most->variant,
                     place_text(sweep, *most), times(*least), least->variant, place_text(sweep, *least));
}

HtmlTable variants_table(const StoredSweep& sweep, const SweepGrid& grid) {
  HtmlTable table{
      .caption = fmt::format("Ratio of each variant to {}", grid.baseline()),
      .columns = {"variant", "places", "ahead by 2 %", "behind by 2 %", "least", "where", "median", "most", "where"},
      .rows = {}};
  for (const auto& [variant, rows] : rows_by_variant(sweep)) {
    if (variant == grid.baseline()) {
      continue;
    }
    const auto ahead = std::ranges::count_if(rows, [](const SweepRow* row) { return row->ratio->value > kWon; });
    const auto behind = std::ranges::count_if(rows, [](const SweepRow* row) { return row->ratio->value < 1 / kWon; });
    table.rows.push_back({text_cell(variant), number_cell(static_cast<double>(rows.size()), 1),
                          number_cell(static_cast<double>(ahead), 1), number_cell(static_cast<double>(behind), 1),
                          number_cell(rows.front()->ratio->value, 3), text_cell(place_text(sweep, *rows.front())),
                          number_cell(rows[rows.size() / 2]->ratio->value, 3),
                          number_cell(rows.back()->ratio->value, 3), text_cell(place_text(sweep, *rows.back()))});
  }
  return table;
}

HtmlTable axes_table(const StoredSweep& sweep) {
  HtmlTable table{.caption = "Axes", .columns = {"key", "values"}, .rows = {}};
  for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis) {
    std::vector<std::string> values;
    std::string list;
    for (const SweepRow& row : sweep.rows) {
      if (std::ranges::find(values, row.at[axis]) == values.end()) {
        values.push_back(row.at[axis]);
        list += values.size() <= 24 ? (list.empty() ? "" : ", ") + row.at[axis] : values.size() == 25 ? ", ..." : "";
      }
    }
    table.rows.push_back({text_cell(sweep.axes[axis]), text_cell(list)});
  }
  return table;
}

std::string repeat_command(const Manifest& manifest) {
  std::string command = "loopsim sweep " + (manifest.file.empty() ? manifest.sweep + ".yaml" : manifest.file);
  for (const std::string& setting : manifest.settings) {
    command += " --set '" + setting + "'";
  }
  return command;
}

}  // namespace

ReportParts report_parts(const StoredSweep& sweep) {
  const SweepGrid grid(sweep);
  const Manifest& manifest = sweep.manifest;
  const bool several = std::ranges::count_if(grid.variants(), [&](const std::string& variant) {
                         return variant != grid.baseline() && grid.is_loop_policy(variant);
                       }) > 1;
  ReportParts parts{.kind = "sweep",
                    .title = manifest.sweep,
                    .question = manifest.question,
                    .answer = {winners_text(sweep, grid) + " " + extremes_text(sweep, grid)},
                    .headline = several && grid.is_filled() ? "best-map"
                                : grid.is_filled()          ? "heat-map"
                                                            : "scatter",
                    .tables_html = html(variants_table(sweep, grid)) + html(axes_table(sweep)),
                    .explanation_html = "",
                    .validation_html = "",
                    .scenario = manifest.scenario,
                    .provenance = {{"version", manifest.version},
                                   {"plan", manifest.plan},
                                   {"points", std::to_string(manifest.total)},
                                   {"base scenario", sweep.scenario}},
                    .commands = {repeat_command(manifest)}};
  const scenarios::YamlNode resolved =
      manifest.scenario.empty() ? scenarios::YamlNode() : scenarios::parse_yaml(manifest.scenario, "manifest.json");
  parts.validation_html = machine_state_html(resolved, {.title = "", .origin = "", .points = {}});
  return parts;
}

}  // namespace loopsim::analysis
