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

// A place of the sweep: the loop policies that ran there, by variant.
using Place = std::map<std::string, const SweepRow*>;

std::vector<Place> places_of(const StoredSweep& sweep, const SweepGrid& grid) {
  std::map<std::pair<std::size_t, std::string>, Place> places;
  for (const SweepRow& row : sweep.rows) {
    if (row.ratio && row.ratio->value > 0 && grid.is_loop_policy(row.variant)) {
      places[{row.point, row.case_name}][row.variant] = &row;
    }
  }
  std::vector<Place> list;
  list.reserve(places.size());
  for (const auto& [key, place] : places) {
    list.push_back(place);
  }
  return list;
}

const SweepRow* best_at(const Place& place) {
  const SweepRow* best = nullptr;
  for (const auto& [variant, row] : place) {
    best = best == nullptr || row->ratio->value > best->ratio->value ? row : best;
  }
  return best;
}

// At how many places a policy is the best by more than 2 %.
std::map<std::string, std::size_t> wins_of(const std::vector<Place>& places) {
  std::map<std::string, std::size_t> wins;
  for (const Place& place : places) {
    if (const SweepRow* best = best_at(place); best->ratio->value > kWon) {
      ++wins[best->variant];
    }
  }
  return wins;
}

std::string winners_text(const StoredSweep& sweep, const SweepGrid& grid, const std::vector<Place>& places) {
  std::map<std::string, std::size_t> wins = wins_of(places);
  std::size_t none = places.size();
  std::string list;
  for (const std::string& variant : grid.variants()) {
    if (wins.contains(variant)) {
      none -= wins[variant];
      list += fmt::format("{}{} {} {}", list.empty() ? "" : ", ", variant,
                          list.empty() ? "is the best policy at" : "at", wins[variant]);
    }
  }
  const SweepRow* most = nullptr;
  for (const Place& place : places) {
    const SweepRow* best = best_at(place);
    most = most == nullptr || best->ratio->value > most->ratio->value ? best : most;
  }
  if (list.empty() || most == nullptr) {
    return fmt::format("No policy beats {} by more than 2 % at any of {} places.", grid.baseline(), places.size());
  }
  const std::string rest =
      none == 0 ? "" : fmt::format(", and none beats {} by more than 2 % at {}", grid.baseline(), none);
  return fmt::format("Of {} places, {}{}; the most is {} {} by {} at {}.", places.size(), list, rest, times(*most),
                     grid.baseline(), most->variant, place_text(sweep, *most));
}

// Where a policy is behind another by more than 2 %.
struct Deficit {
  std::string variant;
  std::size_t count = 0;
  double worst = 1;  // ratio of the two rates
  const SweepRow* at = nullptr;
};

Deficit deficit_of(const std::vector<Place>& places, const std::string& variant, const std::string& to) {
  Deficit deficit{.variant = variant};
  for (const Place& place : places) {
    const auto mine = place.find(variant);
    const auto other = place.find(to);
    if (mine == place.end() || other == place.end()) {
      continue;
    }
    const double ratio = mine->second->ratio->value / other->second->ratio->value;
    deficit.count += ratio < 1 / kWon ? 1 : 0;
    if (ratio < deficit.worst) {
      deficit.worst = ratio;
      deficit.at = mine->second;
    }
  }
  return deficit;
}

// How far the others are behind the policy that is the best most often.
std::string losers_text(const StoredSweep& sweep, const SweepGrid& grid, const std::vector<Place>& places) {
  const std::map<std::string, std::size_t> wins = wins_of(places);
  const auto first = std::ranges::max_element(wins, {}, [](const auto& entry) { return entry.second; });
  const std::string leader = first == wins.end() ? grid.baseline() : first->first;
  std::string text;
  for (const std::string& variant : grid.variants()) {
    if (variant == leader || variant == grid.baseline() || !grid.is_loop_policy(variant)) {
      continue;
    }
    const Deficit deficit = deficit_of(places, variant, leader);
    text += text.empty() ? "" : "; ";
    text += deficit.count == 0
                ? fmt::format("{} is nowhere behind {} by more than 2 %", variant, leader)
                : fmt::format("{} is behind {} by more than 2 % at {}, at worst {}X at {}", variant, leader,
                              deficit.count, fit_number(deficit.worst, 3, 6), place_text(sweep, *deficit.at));
  }
  const Deficit own = deficit_of(places, leader, grid.baseline());
  if (own.count > 0) {
    text += fmt::format("{}{} loses to {} at {}, at worst {}X at {}", text.empty() ? "" : "; ", leader, grid.baseline(),
                        own.count, fit_number(own.worst, 3, 6), place_text(sweep, *own.at));
  }
  return text.empty() ? "" : " " + text + ".";
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

// Of an axis.
constexpr std::size_t kListed = 24;

HtmlTable axes_table(const StoredSweep& sweep) {
  HtmlTable table{.caption = "Axes", .columns = {"key", "values"}, .rows = {}};
  for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis) {
    std::vector<std::string> values;
    std::string list;
    for (const SweepRow& row : sweep.rows) {
      if (std::ranges::find(values, row.at[axis]) == values.end()) {
        values.push_back(row.at[axis]);
        if (values.size() <= kListed) {
          list += (list.empty() ? "" : ", ") + row.at[axis];
        } else if (values.size() == kListed + 1) {
          list += ", ...";
        }
      }
    }
    table.rows.push_back({text_cell(sweep.axes[axis]), text_cell(list)});
  }
  return table;
}

// The kind of the plot that comes first.
const char* headline_of(const SweepGrid& grid) {
  if (!grid.is_filled()) {
    return "scatter";
  }
  const auto rivals = std::ranges::count_if(grid.variants(), [&](const std::string& variant) {
    return variant != grid.baseline() && grid.is_loop_policy(variant);
  });
  return rivals > 1 ? "best-map" : "heat-map";
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
  const std::vector<Place> places = places_of(sweep, grid);
  ReportParts parts{.kind = "sweep",
                    .title = manifest.sweep,
                    .question = manifest.question,
                    .answer = {winners_text(sweep, grid, places) + losers_text(sweep, grid, places)},
                    .headline = headline_of(grid),
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
