// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/changes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "analysis/csv.hpp"
#include "analysis/number_format.hpp"
#include "analysis/plot/origin.hpp"
#include "analysis/plot/palette.hpp"
#include "analysis/plot/script.hpp"
#include "analysis/printable_text.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kTop = 40;
constexpr double kPlotWidth = 520;
constexpr std::size_t kLongestLabel = 50;

std::string label_of(const StoredChange& change) {
  return shortened(
      change.base_variant == change.patched_variant ? change.case_name + "/" + change.base_variant : change.case_name,
      kLongestLabel);
}

Interval interval_of(const StoredChange& change) {
  return change.change->interval.value_or(Interval{change.change->value, change.change->value});
}

std::string rows_csv(const std::vector<const StoredChange*>& rows) {
  CsvWriter csv;
  for (const char* column :
       {"row", "change", "ci_low", "ci_high", "significant", "base_iops", "patched_iops", "label", "workload"}) {
    csv.field(column);
  }
  csv.end_row();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Interval interval = interval_of(*rows[i]);
    csv.field(fmt::format("-{}", i));
    for (const double value : {rows[i]->change->value, interval.low, interval.high}) {
      csv.field(format_number(value, NumberFormat::fraction));
    }
    csv.field(rows[i]->significant ? "1" : "0");
    csv.field(format_number(rows[i]->base_iops, NumberFormat::rate));
    csv.field(format_number(rows[i]->patched_iops, NumberFormat::rate));
    csv.field(fmt::format("{:+.1f} %", 100 * rows[i]->change->value));
    csv.field(label_of(*rows[i]));
    csv.end_row();
  }
  return csv.text();
}

std::string alternative(const StoredSide& side, const std::vector<const StoredChange*>& rows) {
  std::string text = fmt::format("Change of the rate from {} to {}:", side.base, side.patched);
  for (const StoredChange* row : rows) {
    text += fmt::format("{} {} {:+.1f} %", row == rows.front() ? "" : ",", label_of(*row), 100 * row->change->value);
    text += row->significant ? " (significant)" : "";
  }
  return text + ".";
}

Figure figure_of(const StoredComparison& comparison, const StoredSide& side, const std::string& name,
                 const std::vector<const StoredChange*>& rows) {
  double label_width = 0;
  double low = -0.02;
  double high = 0.02;
  for (const StoredChange* row : rows) {
    label_width = std::max(label_width, text_width(label_of(*row)));
    low = std::min(low, interval_of(*row).low);
    high = std::max(high, interval_of(*row).high);
  }
  const double height = 28.0 * static_cast<double>(rows.size()) + 20;
  const double left = 16 + label_width;
  const std::string title = fmt::format("{} against {}: change of IOPS", side.patched, side.base);
  const Canvas canvas{static_cast<int>(left + kPlotWidth + 190), static_cast<int>(kTop + height + 80)};
  Script script({.name = name,
                 .about = "Change of the rate of every workload with its 95 % interval.\n"
                          "Data: row, change, interval, significant, IOPS of both sides, label, workload.",
                 .title = title,
                 .origin = origin_text(comparison)},
                canvas);
  script.panel({.left = left, .right = left + kPlotWidth, .top = kTop, .bottom = kTop + height});
  script.key(left + kPlotWidth + 10, kTop);
  std::string tics;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    tics += fmt::format("{}{} -{}", i == 0 ? "" : ", ", tic_string(label_of(*rows[i])), i);
  }
  const double margin = 0.16 * (high - low);
  script.line("set ytics (" + tics + ") scale 0");
  script.line(fmt::format("set yrange [-{}.6:0.8]; set xrange [{}:{}]", rows.size() - 1, 100 * (low - margin),
                          100 * (high + margin)));
  script.line("set xlabel 'change of IOPS, %, with 95 % interval'");
  script.line(fmt::format("set arrow 1 from 0, graph 0 to 0, graph 1 nohead linecolor rgb '{}'", kInk));
  const std::string file = script_string(name + ".csv");
  std::vector<std::string> elements;
  for (const bool significant : {true, false}) {
    elements.push_back(fmt::format(
        "{} using ($5=={} ? 100*$2 : NaN):1:(100*$3):(100*$4) with xerrorbars pointtype {} pointsize 1 linewidth 2 "
        "linecolor rgb '{}' title {}",
        file, significant ? 1 : 0, significant ? 7 : 6, kBlue, significant ? "'significant'" : "'not significant'"));
  }
  elements.push_back(fmt::format("{} using (100*$2):1:8 with labels center offset 0,0.75 notitle", file));
  script.plot(elements);
  return {.name = name,
          .title = title,
          .alt = alternative(side, rows),
          .script = script.str(),
          .data = {{name + ".csv", rows_csv(rows)}}};
}

}  // namespace

std::vector<Figure> changes(const StoredComparison& comparison) {
  std::vector<Figure> figures;
  for (std::size_t i = 0; i < comparison.sides.size(); ++i) {
    std::vector<const StoredChange*> rows;
    for (const StoredChange& change : comparison.sides[i].workloads) {
      if (change.change && std::isfinite(change.change->value)) {
        rows.push_back(&change);
      }
    }
    if (!rows.empty()) {
      const std::string name = i == 0 ? "changes" : fmt::format("changes-{}", i + 1);
      figures.push_back(figure_of(comparison, comparison.sides[i], name, rows));
    }
  }
  return figures;
}

}  // namespace loopsim::analysis
