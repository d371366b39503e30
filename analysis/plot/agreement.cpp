// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/agreement.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>

#include <fmt/format.h>

#include "analysis/csv.hpp"
#include "analysis/measurements/telling_names.hpp"
#include "analysis/number_format.hpp"
#include "analysis/plot/measured_points.hpp"
#include "analysis/plot/palette.hpp"
#include "analysis/plot/script.hpp"
#include "analysis/printable_text.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

// A marker for each machine: filled for rows that it was fitted on, hollow for those that it predicts.
struct Marker {
  int filled;
  int hollow;
  const char* colour;
};
constexpr std::array kMarkers = {Marker{7, 6, kBlue}, Marker{5, 4, kVermilion}, Marker{9, 8, kGreen},
                                 Marker{13, 12, kPurple}};

constexpr std::size_t kLongestLabel = 58;  // where shorter names tell the rows apart
constexpr std::size_t kWidestLabel = 120;

using Points = std::vector<const MeasuredPoint*>;

// Points that share a marker.
struct Series {
  std::string label;
  int marker;
  const char* colour;
  Points points;
};

std::vector<Series> series_of(const MeasuredPoints& all) {
  std::vector<std::string> machines;
  for (const MeasuredPoint& point : all.points) {
    if (std::ranges::find(machines, point.machine) == machines.end()) {
      machines.push_back(point.machine);
    }
  }
  std::vector<Series> series;
  for (std::size_t m = 0; m < machines.size(); ++m) {
    const Marker& marker = kMarkers[m % kMarkers.size()];
    for (const bool fitted : {true, false}) {
      Series one{.label = machines[m] + (fitted ? ", fitted" : ", predicted"),
                 .marker = fitted ? marker.filled : marker.hollow,
                 .colour = marker.colour,
                 .points = {}};
      for (const MeasuredPoint& point : all.points) {
        if (point.machine == machines[m] && point.fitted == fitted && point.measured > 0 && point.simulated.value > 0) {
          one.points.push_back(&point);
        }
      }
      if (!one.points.empty()) {
        series.push_back(std::move(one));
      }
    }
  }
  return series;
}

std::string csv_field(const std::string& text) {
  CsvWriter csv;
  csv.field(text);
  return csv.text();
}

std::string point_row(const MeasuredPoint& point) {
  const Interval none{point.simulated.value, point.simulated.value};
  const Interval interval = point.simulated.interval.value_or(none);
  return fmt::format("{:.1f},{:.1f},{:.1f},{:.1f},{}", point.measured, point.simulated.value,
                     std::max(interval.low, 1.0), interval.high, csv_field(point.name));
}

// A block for each series, under its name and those of the columns.
std::string blocks(const std::vector<Series>& series, const char* columns,
                   const std::function<std::string(const MeasuredPoint&)>& row) {
  std::string text;
  for (const Series& one : series) {
    text += fmt::format("{}# {}\n# {}\n", text.empty() ? "" : "\n\n", printable(one.label), columns);
    for (const MeasuredPoint* point : one.points) {
      text += row(*point) + "\n";
    }
  }
  return text;
}

double error_mean(const MeasuredPoints& all, bool fitted) {
  double sum = 0;
  double count = 0;
  for (const MeasuredPoint& point : all.points) {
    if (point.fitted == fitted) {
      sum += std::abs(point.error);
      ++count;
    }
  }
  return sum / count;
}

std::string alternative(const MeasuredPoints& all, const char* what) {
  std::string text = fmt::format("{} of {} rows of {}.", what, all.points.size(), all.title);
  for (const bool fitted : {true, false}) {
    if (const double mean = error_mean(all, fitted); std::isfinite(mean)) {
      text += fmt::format(" Mean absolute error of the {} rows: {} %.", fitted ? "fitted" : "predicted",
                          fit_number(100 * mean, 2, 6));
    }
  }
  return text;
}

double key_width(const std::vector<Series>& series) {
  double width = text_width("within 10 %");
  for (const Series& one : series) {
    width = std::max(width, text_width(one.label));
  }
  return width + 48;
}

// Tics at 1, 2 and 5 of every decade, so that there are some on an axis of less than one.
std::string decade_tics(double low, double high) {
  std::string tics;
  for (double decade = std::pow(10, std::floor(std::log10(low / 2))); decade <= 2 * high; decade *= 10) {
    for (const double part : {1, 2, 5}) {
      tics += fmt::format("{}{:g}", tics.empty() ? "" : ", ", part * decade);
    }
  }
  return fmt::format("set xtics ({0}); set ytics ({0})", tics);
}

std::vector<Figure> agreement_of(const MeasuredPoints& all) {
  const std::vector<Series> series = series_of(all);
  if (series.empty()) {
    return {};
  }
  double low = 1e300;
  double high = 0;
  for (const MeasuredPoint& point : all.points) {
    if (point.measured > 0 && point.simulated.value > 0) {
      low = std::min({low, point.measured, point.simulated.value});
      high = std::max({high, point.measured, point.simulated.value});
    }
  }
  constexpr double kSide = 430;
  constexpr double kLeft = 84;
  const std::string name = "agreement";
  const std::string title = fmt::format("{}: simulated and measured rates", all.title);
  const Canvas canvas{static_cast<int>(kLeft + kSide + key_width(series) + 10), 550};
  Script script({.name = name,
                 .about = "Simulated against measured rates.\n"
                          "Data: a block for each machine, fitted and predicted rows apart; measured and simulated "
                          "IOPS, interval, name.",
                 .title = title,
                 .origin = all.origin},
                canvas);
  script.panel({.left = kLeft, .right = kLeft + kSide, .top = 40, .bottom = 40 + kSide});
  script.key(kLeft + kSide + 10, 40);
  script.line("set logscale xy 10; set format xy '%g'; set border 15");
  script.line(decade_tics(low / 1000, high / 1000));
  script.line(fmt::format("set xrange [{0}:{1}]; set yrange [{0}:{1}]", low / 1.4 / 1000, high * 1.4 / 1000));
  script.line("set xlabel 'measured, thousand IOPS (log scale)'; set ylabel 'simulated, thousand IOPS (log scale)'");
  const std::string file = script_string(name + ".csv");
  std::vector<std::string> elements = {
      fmt::format("'+' using ($1):($1*0.9):($1*1.1) with filledcurves fillstyle solid 1 noborder linecolor rgb '{}' "
                  "title 'within 10 %'",
                  kFaint),
      fmt::format("x with lines linecolor rgb '{}' linewidth 1 title 'equal'", kInk)};
  for (std::size_t i = 0; i < series.size(); ++i) {
    elements.push_back(
        fmt::format("{} index {} using ($1/1000):($2/1000):($3/1000):($4/1000) with yerrorbars "
                    "pointtype {} pointsize 0.9 linewidth 1.5 linecolor rgb '{}' title {}",
                    file, i, series[i].marker, series[i].colour, script_string(series[i].label)));
  }
  script.plot(elements);
  return {{.name = name,
           .title = title,
           .alt = alternative(all, "Simulated against measured rates"),
           .script = script.str(),
           .data = {{name + ".csv", blocks(series, "measured_iops,simulated_iops,ci_low,ci_high,row", point_row)}}}};
}

// Short names of rows on several machines; the data beside the figure have them whole.
std::vector<std::string> labels_of(const MeasuredPoints& all) {
  std::vector<std::string> names;
  names.reserve(all.points.size());
  for (const MeasuredPoint& point : all.points) {
    names.push_back(point.machine + "/" + point.name);
  }
  std::vector<std::string> labels;
  for (const std::string& name : telling_names(names, kLongestLabel)) {
    labels.push_back(shortened(name, kWidestLabel));
  }
  return labels;
}

// A figure of these rows.
Figure errors_of(const MeasuredPoints& all, const std::string& name) {
  const std::vector<Series> series = series_of(all);
  const std::vector<std::string> labels = labels_of(all);
  double label_width = 0;
  for (const std::string& label : labels) {
    label_width = std::max(label_width, text_width(label));
  }
  double most = 0.12;
  for (const MeasuredPoint& point : all.points) {
    most = std::max(most, std::abs(point.error));
  }
  const double rows = 19.0 * static_cast<double>(all.points.size());
  const double left = 16 + label_width;
  const double for_key = 22.0 * static_cast<double>(series.size() + 1);
  const double height = std::max(rows, for_key);
  const std::string title = fmt::format("{}: error of every row", all.title);
  const Canvas canvas{static_cast<int>(left + 440 + key_width(series) + 10), static_cast<int>(40 + height + 80)};
  Script script({.name = name,
                 .about = "Signed error of the simulated rate.\n"
                          "Data: a block for each machine, fitted and predicted rows apart; error, row, name.",
                 .title = title,
                 .origin = all.origin},
                canvas);
  script.panel({.left = left, .right = left + 440, .top = 40, .bottom = 40 + height});
  script.key(left + 450, 40);
  std::string tics;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    tics += fmt::format("{}{} -{}", i == 0 ? "" : ", ", tic_string(labels[i]), i);
  }
  script.line("set ytics (" + tics + ") scale 0");
  script.line(
      fmt::format("set yrange [-{}.5:0.5]; set xrange [{}:{}]", all.points.size() - 1, -110 * most, 110 * most));
  script.line("set xlabel 'simulated over measured rate - 1, %'");
  script.line(
      fmt::format("set object 1 rectangle from -10, graph 0 to 10, graph 1 behind fillcolor rgb '{}' fillstyle "
                  "solid 1 noborder",
                  kFaint));
  script.line(fmt::format("set arrow 1 from 0, graph 0 to 0, graph 1 nohead linecolor rgb '{}'", kInk));
  script.line("set grid noxtics noytics");
  const std::string file = script_string(name + ".csv");
  std::vector<std::string> elements = {
      fmt::format("NaN with boxes fillstyle solid 1 noborder linecolor rgb '{}' title 'within 10 %'", kFaint)};
  for (std::size_t i = 0; i < series.size(); ++i) {
    elements.push_back(
        fmt::format("{} index {} using (100*$1):2 with points pointtype {} pointsize 0.9 linewidth 1.5 "
                    "linecolor rgb '{}' title {}",
                    file, i, series[i].marker, series[i].colour, script_string(series[i].label)));
  }
  script.plot(elements);
  const auto row = [&all](const MeasuredPoint& point) {
    return fmt::format("{},-{},{}", format_number(point.error, NumberFormat::fraction), &point - all.points.data(),
                       csv_field(point.name));
  };
  return {.name = name,
          .title = title,
          .alt = alternative(all, "Signed errors"),
          .script = script.str(),
          .data = {{name + ".csv", blocks(series, "error,row,name", row)}}};
}

std::vector<Figure> errors_of(const MeasuredPoints& all) {
  std::vector<Figure> figures;
  for (std::size_t first = 0; first < all.points.size(); first += kMostErrorRows) {
    MeasuredPoints part = all;
    const std::size_t end = std::min(first + kMostErrorRows, all.points.size());
    part.points.assign(all.points.begin() + static_cast<std::ptrdiff_t>(first),
                       all.points.begin() + static_cast<std::ptrdiff_t>(end));
    figures.push_back(errors_of(part, first == 0 ? "errors" : fmt::format("errors-{}", first / kMostErrorRows + 1)));
  }
  return figures;
}

}  // namespace

std::vector<Figure> agreement(const StoredValidation& validation) { return agreement_of(measured_points(validation)); }

std::vector<Figure> agreement(const StoredResult& result) { return agreement_of(measured_points(result)); }

std::vector<Figure> errors(const StoredValidation& validation) { return errors_of(measured_points(validation)); }

std::vector<Figure> errors(const StoredResult& result) { return errors_of(measured_points(result)); }

}  // namespace loopsim::analysis
