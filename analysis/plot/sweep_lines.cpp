// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/sweep_lines.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/number_format.hpp"
#include "analysis/plot/origin.hpp"
#include "analysis/plot/palette.hpp"
#include "analysis/plot/panels.hpp"
#include "analysis/plot/run_cells.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kWidth = 250;
constexpr double kHeight = 170;
constexpr double kSpread = 10;  // largest over smallest value from which on an axis is logarithmic

bool is_logarithmic(const GridAxis& axis) {
  return axis.numbers.front() > 0 && axis.numbers.back() / axis.numbers.front() >= kSpread;
}

double key_width(const SweepGrid& grid) {
  double width = 0;
  for (const std::string& variant : grid.variants()) {
    width = std::max(width, text_width(variant));
  }
  return width + 56;
}

double largest_rate(const StoredSweep& sweep) {
  double most = 0;
  for (const SweepRow& row : sweep.rows) {
    const double high = row.iops.interval ? row.iops.interval->high : row.iops.value;
    most = std::isfinite(high) ? std::max(most, high) : most;
  }
  return most;
}

// The values as tics, as many as there is room for.
std::string value_tics(const GridAxis& axis, double width) {
  double longest = 0;
  for (const std::string& value : axis.values) {
    longest = std::max(longest, text_width(value) + 10);
  }
  const auto fitting = std::max<std::size_t>(2, static_cast<std::size_t>(width / longest));
  const std::size_t step = (axis.values.size() + fitting - 1) / fitting;
  std::string tics;
  for (std::size_t i = 0; i < axis.values.size(); i += step) {
    tics += fmt::format("{}{} {}", i == 0 ? "" : ", ", tic_string(axis.values[i]), axis.numbers[i]);
  }
  return "set xtics (" + tics + ")";
}

// A block of the data: one variant along x.
std::string line_rows(const SweepGrid& grid, const GridLayout& layout, const std::string& variant,
                      std::vector<std::size_t> indices) {
  std::string text;
  const GridAxis& x = grid.axes()[layout.x];
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    set_index(indices, layout.x, i);
    const SweepRow* row = grid.at(variant, indices);
    if (row == nullptr || !std::isfinite(row->iops.value)) {
      text += fmt::format("{},NaN,NaN,NaN\n", x.numbers[i]);
      continue;
    }
    const Interval none{row->iops.value, row->iops.value};
    const Interval interval = row->iops.interval.value_or(none);
    text += fmt::format("{},{:.1f},{:.1f},{:.1f}\n", x.numbers[i], row->iops.value, std::max(interval.low, 0.0),
                        interval.high);
  }
  return text;
}

Figure draw_lines(const StoredSweep& sweep, const SweepGrid& grid, const GridLayout& layout, const GridPage& page) {
  const DisplayUnit unit = iops_unit(largest_rate(sweep));
  const Panels places(grid, layout, page, kWidth, kHeight, {.left = 84, .right = key_width(grid) + 16});
  const GridAxis& x = grid.axes()[layout.x];
  const std::string name = "lines" + page.suffix;
  const std::string title =
      fmt::format("{}: rate over {}{}{}", sweep.manifest.sweep, x.name, page.caption.empty() ? "" : ", ", page.caption);
  Script script({.name = name,
                 .about = "Rate of each variant over an axis of the sweep, with its 95 % interval.\n"
                          "Data: a block for each panel and variant; value of the axis, IOPS, interval.",
                 .title = title,
                 .origin = origin_text(sweep)},
                places.canvas());
  script.key(places.right() + 12, places.top());
  script.line(fmt::format("set yrange [0:{}]", 1.05 * largest_rate(sweep) / unit.size));
  script.line(is_logarithmic(x) ? "set logscale x" : "unset logscale");
  script.line("set multiplot");
  std::string data;
  std::size_t block = 0;
  for (const Panels::Place& place : places.places()) {
    script.panel(place.panel);
    script.line(fmt::format("set title {} offset 0,-0.7", script_string(place.caption)));
    script.line(value_tics(x, place.panel.right - place.panel.left));
    script.line(fmt::format("set xlabel {}",
                            script_string(place.lowest ? x.label + (is_logarithmic(x) ? " (log scale)" : "") : "")));
    script.line(place.leftmost ? "set format y '%g'; set ylabel " + script_string(unit.name)
                               : "set format y ''; unset ylabel");
    const std::string file = script_string(name + ".csv");
    std::vector<std::string> bands;
    std::vector<std::string> lines;
    for (std::size_t v = 0; v < grid.variants().size(); ++v, ++block) {
      const std::string& variant = grid.variants()[v];
      data += fmt::format("{}# {}: {}\n# x,iops,ci_low,ci_high\n", data.empty() ? "" : "\n\n", place.caption, variant);
      data += line_rows(grid, layout, variant, place.indices);
      bands.push_back(
          fmt::format("{} index {} using 1:($3/{}):($4/{}) with filledcurves fillstyle transparent solid "
                      "0.2 noborder {} notitle",
                      file, block, unit.size, unit.size, line_color(v)));
      lines.push_back(fmt::format("{} index {} using 1:($2/{}) with linespoints {} {} title {}", file, block, unit.size,
                                  line_style(v), marker_style(v), script_string(variant)));
    }
    bands.insert(bands.end(), lines.begin(), lines.end());
    script.plot(bands);
    script.line("unset label; unset key");
  }
  script.line("unset multiplot");
  return {
      .name = name,
      .title = title,
      .alt = fmt::format("Lines of the rate of each variant over {}, in {} panels.", x.label, places.places().size()),
      .script = script.str(),
      .data = {{name + ".csv", data}}};
}

}  // namespace

std::vector<Figure> sweep_lines(const StoredSweep& sweep) {
  const SweepGrid grid(sweep);
  const std::optional<GridLayout> layout = line_layout(grid);
  std::vector<Figure> figures;
  if (!layout || !grid.is_filled()) {
    return figures;
  }
  for (const GridPage& page : pages_of(grid, *layout)) {
    figures.push_back(draw_lines(sweep, grid, *layout, page));
  }
  return figures;
}

}  // namespace loopsim::analysis
