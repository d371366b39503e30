// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/utilization.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "analysis/csv.hpp"
#include "analysis/number_format.hpp"
#include "analysis/plot/origin.hpp"
#include "analysis/plot/palette.hpp"
#include "analysis/plot/run_cells.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kTop = 62;
constexpr double kBelow = 80;

// One of the three charts side by side.
struct Resource {
  std::string_view title;
  std::string_view unit;
  std::size_t fill;
};
constexpr std::array kResources = {Resource{"loop workers", "kworkers busy; solid: in a command", 0},
                                   Resource{"CPUs", "CPUs busy", 1}, Resource{"device", "% of its units", 2}};
constexpr std::size_t kWorkers = 0;
constexpr std::size_t kActiveColumn = 2 + 2 * kResources.size();

double finite(double value) { return std::isfinite(value) ? value : 0; }

std::array<double, kResources.size()> busy(const StoredCell& cell) {
  return {finite(cell.metric("worker_utilization")), finite(cell.metric("cpu_ns_per_io") * cell.metric("iops") / 1e9),
          finite(100 * cell.metric("device_utilization"))};
}

// Workers with a list of commands, from waking up to its end: what `explain` calls busy. More than the time in commands
// where other threads and softirqs come between them; nothing is known of it where each command is a work item.
double workers_active(const StoredCell& cell) {
  return std::max(finite(cell.metric("worker_active_fraction")), busy(cell)[kWorkers]);
}

// What a bar's label says, for all of its length.
double labelled(const StoredCell& cell, std::size_t resource) {
  return resource == kWorkers ? workers_active(cell) : busy(cell)[resource];
}

std::string rows_csv(const CaseCells& cells) {
  CsvWriter csv;
  for (const char* column : {"row", "workers_busy", "worker_label", "cpus_busy", "cpus_label", "device_percent",
                             "device_label", "workers_active", "variant"}) {
    csv.field(column);
  }
  csv.end_row();
  for (std::size_t i = 0; i < cells.cells.size(); ++i) {
    const StoredCell& cell = *cells.cells[i];
    csv.field(fmt::format("-{}", i));
    for (std::size_t resource = 0; resource < kResources.size(); ++resource) {
      csv.field(format_number(busy(cell)[resource], NumberFormat::fraction));
      csv.field(fit_number(labelled(cell, resource), 3, 6));
    }
    csv.field(format_number(workers_active(cell), NumberFormat::fraction));
    csv.field(cell.variant);
    csv.end_row();
  }
  return csv.text();
}

std::string alternative(const CaseCells& cells) {
  std::string text = fmt::format("Bars of how busy worker, CPUs and device are, {}:", cells.name);
  for (const StoredCell* cell : cells.cells) {
    const auto values = busy(*cell);
    text +=
        fmt::format("{} {}: {} kworkers in a command, {} active, {} CPUs, device {} %",
                    cell == cells.cells.front() ? "" : ";", cell->variant, fit_number(values[kWorkers], 2, 6),
                    fit_number(workers_active(*cell), 2, 6), fit_number(values[1], 2, 6), fit_number(values[2], 2, 6));
  }
  return text + ".";
}

// The longest bar of a chart; not less than a full worker or device, so that idle ones look idle.
double scale_of(const CaseCells& cells, std::size_t resource) {
  double most = resource == 2 ? 100 : 1;
  for (const StoredCell* cell : cells.cells) {
    most = std::max(most, labelled(*cell, resource));
  }
  return most;
}

Figure figure_of(const StoredResult& result, const CaseCells& cells) {
  const RowChart rows(cells, 24);
  const std::string name = case_figure_name("utilization", cells);
  const std::string title = fmt::format("{}, case {}: how busy the resources are", result.scenario, cells.name);
  const Canvas canvas{940, static_cast<int>(kTop + rows.height + kBelow)};
  Script script({.name = name,
                 .about = "How busy workers, CPUs and device are.\n"
                          "Data: row, then value and label of each of them, workers with a list, variant.",
                 .title = title,
                 .origin = origin_text(result)},
                canvas);
  script.line("unset key");
  script.line(fmt::format("unset grid; set grid xtics linecolor rgb '{}'", kFaint));
  script.line(rows.range());
  script.line("set multiplot");
  const double left = 16 + rows.label_width;
  const double width = (canvas.width - left - 16) / kResources.size();
  const std::string file = script_string(name + ".csv");
  for (std::size_t i = 0; i < kResources.size(); ++i) {
    const double from = left + static_cast<double>(i) * width;
    script.panel({.left = from, .right = from + width - 26, .top = kTop, .bottom = kTop + rows.height});
    script.line(i == 0 ? rows.tics() : "unset ytics");
    script.line(fmt::format("set title {} offset 0,-0.6", script_string(kResources[i].title)));
    script.line(fmt::format("set xlabel {}", script_string(kResources[i].unit)));
    script.line(
        fmt::format("set xrange [0:{}]; set xtics {}", 1.28 * scale_of(cells, i), i == 2 ? "0,25,100" : "autofreq"));
    const std::size_t column = 2 + 2 * i;
    const std::size_t length = i == kWorkers ? kActiveColumn : column;
    const auto bars = [&file](std::size_t end, const std::string& style) {
      return fmt::format("{} using {}:1:(0):{}:($1-0.34):($1+0.34) with boxxyerror {} notitle", file, end, end, style);
    };
    script.plot({bars(length, fmt::format("fillstyle solid 1 border rgb '{}' linecolor rgb '{}'", kInk, kFaint)),
                 bars(column, fill_style(kResources[i].fill)),
                 fmt::format("{} using {}:1:{} with labels left offset 0.4,0 notitle", file, length, column + 1)});
    script.line("unset label");
  }
  script.line("unset multiplot");
  return {.name = name,
          .title = title,
          .alt = alternative(cells),
          .script = script.str(),
          .data = {{name + ".csv", rows_csv(cells)}}};
}

}  // namespace

std::vector<Figure> utilization(const StoredResult& result) {
  return figures_by_case(result, [&](const CaseCells& cells) { return figure_of(result, cells); });
}

}  // namespace loopsim::analysis
