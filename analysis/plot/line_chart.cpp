// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/line_chart.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "analysis/number_format.hpp"
#include "analysis/plot/palette.hpp"
#include "analysis/printable_text.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kLeft = 84;
constexpr double kTop = 40;
constexpr double kBottom = 372;
constexpr double kPlotWidth = 640;

}  // namespace

std::string blocks_csv(const std::string& columns, const std::vector<ChartLine>& lines) {
  std::string text;
  for (const ChartLine& line : lines) {
    text += fmt::format("{}# {}\n# {}\n", text.empty() ? "" : "\n\n", printable(line.label), columns);
    for (std::size_t i = 0; i < line.x.size(); ++i) {
      text += format_number(line.x[i], NumberFormat::fraction) + "," +
              format_number(line.y[i], NumberFormat::fraction) + "\n";
    }
  }
  return text;
}

Figure draw(const LineChart& chart) {
  double key_width = 0;
  for (const ChartLine& line : chart.lines) {
    key_width = std::max(key_width, text_width(line.label) + 52);
  }
  const Canvas canvas{static_cast<int>(kLeft + kPlotWidth + key_width + 16),
                      static_cast<int>(kBottom) + std::max(80, 21 * static_cast<int>(chart.lines.size()) - 300)};
  Script script(chart.head, canvas);
  script.panel({.left = kLeft, .right = kLeft + kPlotWidth, .top = kTop, .bottom = kBottom});
  script.key(kLeft + kPlotWidth + 10, kTop);
  script.line(fmt::format("set xlabel {}", script_string(chart.x_label)));
  script.line(fmt::format("set ylabel {}", script_string(chart.y_label)));
  for (const std::string& setting : chart.settings) {
    script.line(setting);
  }
  const std::string file = script_string(chart.head.name + ".csv");
  std::vector<std::string> elements;
  for (std::size_t i = 0; i < chart.lines.size(); ++i) {
    const ChartLine& line = chart.lines[i];
    const std::size_t marks = std::max<std::size_t>(1, line.x.size() / 8);
    elements.push_back(fmt::format("{} index {} using ({}):({}) with linespoints {} {} pointinterval {} title {}", file,
                                   i, chart.x_of, chart.y_of, line_style(line.style), marker_style(line.style), marks,
                                   script_string(line.label)));
  }
  script.plot(elements);
  return {.name = chart.head.name,
          .title = chart.head.title,
          .alt = chart.alt,
          .script = script.str(),
          .data = {{chart.head.name + ".csv", blocks_csv(chart.columns, chart.lines)}}};
}

}  // namespace loopsim::analysis
