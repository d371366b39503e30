// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/sweep_scatter.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/plot/origin.hpp"
#include "analysis/plot/palette.hpp"
#include "analysis/plot/script.hpp"
#include "analysis/plot/sweep_grid.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kLeft = 78;
constexpr double kTop = 40;
constexpr double kWidth = 560;
constexpr double kHeight = 300;

Figure figure_of(const StoredSweep& sweep, const SweepGrid& grid, std::size_t axis) {
  const GridAxis& x = grid.axes()[axis];
  double key_width = 0;
  for (const std::string& variant : grid.variants()) {
    key_width = std::max(key_width, text_width(variant) + 40);
  }
  const std::string name = "scatter-" + file_name_part(x.name);
  const std::string title =
      fmt::format("{}: rate over that of {}, along {}", sweep.manifest.sweep, grid.baseline(), x.name);
  const Canvas canvas{static_cast<int>(kLeft + kWidth + key_width + 20), static_cast<int>(kTop + kHeight + 80)};
  Script script({.name = name,
                 .about = "Ratio of each variant to the baseline at every point of a sample.\n"
                          "Data: a block for each variant; value of the axis, ratio.",
                 .title = title,
                 .origin = origin_text(sweep)},
                canvas);
  script.panel({.left = kLeft, .right = kLeft + kWidth, .top = kTop, .bottom = kTop + kHeight});
  script.key(kLeft + kWidth + 10, kTop);
  script.line(
      fmt::format("set xlabel {}; set ylabel {}", script_string(x.label), script_string("rate / " + grid.baseline())));
  script.line(fmt::format(
      "set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead linecolor rgb '{}' linewidth 1.5", kInk));
  std::string data;
  std::vector<std::string> elements;
  for (std::size_t v = 0; v < grid.variants().size(); ++v) {
    const std::string& variant = grid.variants()[v];
    if (variant == grid.baseline()) {
      continue;
    }
    elements.push_back(fmt::format("{} index {} using 1:2 with points {} {} title {}", script_string(name + ".csv"),
                                   elements.size(), line_color(v), marker_style(v), script_string(variant)));
    data += fmt::format("{}# {}\n# x,ratio\n", data.empty() ? "" : "\n\n", variant);
    for (const auto& [value, row] : grid.rows_along(axis, variant)) {
      data += row->ratio ? fmt::format("{},{}\n", value, row->ratio->value) : "";
    }
  }
  script.plot(elements);
  return {.name = name,
          .title = title,
          .alt = fmt::format("Points of the ratio of each variant to {} along {}.", grid.baseline(), x.label),
          .script = script.str(),
          .data = {{name + ".csv", data}}};
}

}  // namespace

std::vector<Figure> sweep_scatter(const StoredSweep& sweep) {
  const SweepGrid grid(sweep);
  std::vector<Figure> figures;
  for (std::size_t axis = 0; axis < grid.axes().size(); ++axis) {
    if (!grid.is_filled() && grid.axes()[axis].numeric() && grid.variants().size() > 1) {
      figures.push_back(figure_of(sweep, grid, axis));
    }
  }
  return figures;
}

}  // namespace loopsim::analysis
