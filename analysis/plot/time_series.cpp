// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/time_series.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "analysis/csv.hpp"
#include "analysis/inputs/stored_series.hpp"
#include "analysis/number_format.hpp"
#include "analysis/plot/origin.hpp"
#include "analysis/plot/palette.hpp"
#include "analysis/plot/run_cells.hpp"
#include "analysis/printable_text.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kLeft = 92;
constexpr double kTop = 34;
constexpr double kPanelHeight = 92;
constexpr double kPanelGap = 16;
constexpr double kPlotWidth = 640;
constexpr std::size_t kMarkersOfALine = 8;

// A column of timeseries.csv as a panel.
struct Track {
  std::string_view column;
  const char* label;
  double factor;    // of the data, to the label's unit
  bool per_second;  // a count of the interval, to be shown as a rate
};
constexpr std::array kTracks = {
    Track{"iops", "thousand\\nIOPS", 1e-3, false},
    Track{"eagain", "EAGAIN,\\nthousand/s", 1e-3, true},
    Track{"slow_time_fraction", "time SLOW,\\n%", 100, false},
    Track{"extents", "extents,\\nthousand", 1e-3, false},
    Track{"holes", "holes, million\\nblocks", 1e-6, false},
    Track{"tags_in_use", "tags in use", 1, false},
    Track{"worker_list", "worker list,\\ncommands", 1, false},
    Track{"device_in_flight", "at device,\\ncommands", 1, false},
};

struct Line {
  const StoredCell* cell;
  const StoredSeries* series;
};

std::vector<Line> lines_of(const CaseCells& cells, const SeriesByCell& all) {
  std::vector<Line> lines;
  for (const StoredCell* cell : cells.cells) {
    const auto found = all.find({cell->case_name, cell->variant});
    if (found != all.end() && !found->second.at_ns.empty()) {
      lines.push_back({cell, &found->second});
    }
  }
  return lines;
}

// What stays as it was shows nothing, be it 0 or not.
bool moves(const Track& track, const std::vector<Line>& lines) {
  return std::ranges::any_of(lines, [&](const Line& line) {
    const auto column = line.series->columns.find(std::string(track.column));
    if (column == line.series->columns.end()) {
      return false;
    }
    const auto& values = column->second;
    return track.column == "iops" || std::ranges::any_of(values, [&](double value) { return value != values.front(); });
  });
}

std::vector<Track> moving_tracks(const std::vector<Line>& lines) {
  std::vector<Track> moving;
  std::ranges::copy_if(kTracks, std::back_inserter(moving), [&](const Track& track) { return moves(track, lines); });
  return moving;
}

double value_at(const Track& track, const StoredSeries& series, std::size_t i) {
  const double value = series.columns.at(std::string(track.column))[i];
  const double start = i == 0 ? 0 : series.at_ns[i - 1];
  return track.per_second ? value * 1e9 / (series.at_ns[i] - start) : value;
}

double largest(const Track& track, const std::vector<Line>& lines) {
  double most = 0;
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < line.series->at_ns.size(); ++i) {
      most = std::max(most, track.factor * value_at(track, *line.series, i));
    }
  }
  return most;
}

// 1, 2 or 5 times a power of ten, so that the panel has two to four tics above 0.
double tic_step(double most) {
  const double power = std::pow(10, std::floor(std::log10(std::max(most, 1e-9) / 2)));
  for (const double step : {1, 2, 5}) {
    if (most / (step * power) < 5) {
      return step * power;
    }
  }
  return 10 * power;
}

std::string data_of(const std::vector<Line>& lines, const std::vector<Track>& tracks) {
  std::string text;
  for (const Line& line : lines) {
    text += fmt::format("{}# {}\n# at_ns", text.empty() ? "" : "\n\n", printable(line.cell->variant));
    for (const Track& track : tracks) {
      text += fmt::format(",{}{}", track.column, track.per_second ? "_per_s" : "");
    }
    text += "\n";
    for (std::size_t i = 0; i < line.series->at_ns.size(); ++i) {
      text += format_number(line.series->at_ns[i], NumberFormat::nanoseconds);
      for (const Track& track : tracks) {
        text += "," + format_number(value_at(track, *line.series, i), NumberFormat::fraction);
      }
      text += "\n";
    }
  }
  return text;
}

double key_width(const std::vector<Line>& lines) {
  double width = 0;
  for (const Line& line : lines) {
    width = std::max(width, text_width(line.cell->variant) + 52);
  }
  return width;
}

// Dashes are nothing to go by in a line that goes up and down at every point. Markers are, but not at every point.
std::string thin_line(std::size_t line) { return line_color(line) + " dashtype 1 linewidth 1.2"; }

// gnuplot's STEP::FIRST: a few points of a line, others than its neighbours'.
std::string marked_points(const std::vector<Line>& lines, std::size_t line) {
  const std::size_t step = std::max<std::size_t>(1, lines[line].series->at_ns.size() / kMarkersOfALine);
  return fmt::format("{}::{}", step, step * line / lines.size());
}

Figure figure_of(const StoredResult& result, const CaseCells& cells, const std::vector<Line>& lines) {
  const std::vector<Track> tracks = moving_tracks(lines);
  const std::string name = case_figure_name("time-series", cells);
  const std::string title =
      fmt::format("{}, case {}: over the window, mean of the replications", result.scenario, cells.name);
  const auto panels = static_cast<double>(tracks.size());
  const double bottom = kTop + panels * (kPanelHeight + kPanelGap) - kPanelGap;
  const double with_key = kTop + 22.0 * static_cast<double>(lines.size());
  const Canvas canvas{static_cast<int>(kLeft + kPlotWidth + key_width(lines) + 16),
                      static_cast<int>(std::max(bottom, with_key)) + 78};
  Script script({.name = name,
                 .about = "The variants over the measurement window, mean of the replications.\n"
                          "Data: a block for each variant; end of the interval in ns, then a column for each panel.",
                 .title = title,
                 .origin = origin_text(result)},
                canvas);
  script.line("unset key");
  script.line("set xrange [0:*]; set yrange [0:*]");
  script.line("set multiplot");
  const std::string file = script_string(name + ".csv");
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const bool last = i + 1 == tracks.size();
    const double top = kTop + static_cast<double>(i) * (kPanelHeight + kPanelGap);
    script.panel({.left = kLeft, .right = kLeft + kPlotWidth, .top = top, .bottom = top + kPanelHeight});
    script.line(fmt::format("set ylabel \"{}\"; set ytics 0,{}", tracks[i].label, tic_step(largest(tracks[i], lines))));
    script.line(last ? "set format x '%g'; set xlabel 'time from the start of the window, s'" : "set format x ''");
    std::vector<std::string> elements;
    for (std::size_t l = 0; l < lines.size(); ++l) {
      const std::string points = fmt::format("using ($1/1e9):(${}*{})", i + 2, tracks[i].factor);
      elements.push_back(fmt::format("{} index {} {} with lines {}", file, l, points, thin_line(l)));
      elements.push_back(fmt::format("{} index {} every {} {} with points {} {} linewidth 1.2", file, l,
                                     marked_points(lines, l), points, line_color(l), marker_style(l)));
    }
    script.plot(elements);
    script.line("unset label");
  }
  // A key is as high as its panel, so it has one of its own, as high as the picture.
  script.panel({.left = kLeft, .right = kLeft + kPlotWidth, .top = kTop, .bottom = std::max(bottom, with_key)});
  script.line("unset border; unset tics; unset xlabel; unset ylabel; unset title; set xrange [0:1]; set yrange [0:1]");
  script.key(kLeft + kPlotWidth + 10, kTop);
  std::vector<std::string> names;
  names.reserve(lines.size());
  for (std::size_t l = 0; l < lines.size(); ++l) {
    names.push_back(fmt::format("NaN with linespoints {} {} title {}", thin_line(l), marker_style(l),
                                script_string(lines[l].cell->variant)));
  }
  script.plot(names);
  script.line("unset multiplot");
  std::string shown;
  for (const Track& track : tracks) {
    shown += fmt::format("{} {}", shown.empty() ? "" : ",", track.column);
  }
  return {.name = name,
          .title = title,
          .alt = fmt::format("Lines over the time of the window for each variant, {}:{}.", cells.name, shown),
          .script = script.str(),
          .data = {{name + ".csv", data_of(lines, tracks)}}};
}

}  // namespace

std::vector<Figure> time_series(const StoredResult& result) {
  const SeriesByCell all = read_series(result.directory);
  return figures_by_case(result, [&](const CaseCells& cells) {
    const std::vector<Line> lines = lines_of(cells, all);
    return lines.empty() ? std::nullopt : std::optional(figure_of(result, cells, lines));
  });
}

}  // namespace loopsim::analysis
