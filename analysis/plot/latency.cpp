// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/latency.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/plot/line_chart.hpp"
#include "analysis/plot/origin.hpp"
#include "analysis/plot/run_cells.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kFewestAbove = 10;  // I/Os; a percentile that fewer are above says little
constexpr double kStep = 0.004;      // of the height of a CDF; finer is not seen

double count_of(const std::vector<LatencyBin>& bins) {
  double count = 0;
  for (const LatencyBin& bin : bins) {
    count += bin.count;
  }
  return count;
}

ChartLine cdf_of(const StoredCell& cell) {
  ChartLine line{.label = cell.variant, .x = {}, .y = {}};
  const double all = count_of(cell.clat_bins);
  double below = 0;
  for (const LatencyBin& bin : cell.clat_bins) {
    below += bin.count;
    const double part = 100 * below / all;
    if (line.y.empty() || part - line.y.back() >= 100 * kStep || below == all) {
      line.x.push_back(bin.value_ns);
      line.y.push_back(part);
    }
  }
  return line;
}

// The percentiles from 0 on at even steps of the number of nines, as far as there are I/Os to tell.
ChartLine percentiles_of(const StoredCell& cell) {
  ChartLine line{.label = cell.variant, .x = {}, .y = {}};
  const double all = count_of(cell.clat_bins);
  double below = 0;
  int step = 0;
  for (const LatencyBin& bin : cell.clat_bins) {
    below += bin.count;
    for (;; ++step) {
      const double part = 1 - std::pow(10, -step / 20.0);
      if (below < part * all || (1 - part) * all < kFewestAbove) {
        break;
      }
      line.x.push_back(100 * part);
      line.y.push_back(bin.value_ns);
    }
  }
  return line;
}

template <typename MakeLine>
std::vector<ChartLine> lines_of(const CaseCells& cells, MakeLine make) {
  std::vector<ChartLine> lines;
  for (std::size_t i = 0; i < cells.cells.size(); ++i) {
    if (count_of(cells.cells[i]->clat_bins) > 0) {
      ChartLine line = make(*cells.cells[i]);
      line.style = i;
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

std::string alternative(const char* what, const CaseCells& cells) {
  std::string text = fmt::format("{}, {}; p50, p99 and p99.9 in us:", what, cells.name);
  for (const StoredCell* cell : cells.cells) {
    text += fmt::format("{} {} {}, {}, {}", cell == cells.cells.front() ? "" : ";", cell->variant,
                        fit_number(cell->clat_p50_ns / 1e3, 3, 8), fit_number(cell->clat_p99_ns / 1e3, 3, 8),
                        fit_number(cell->clat_p999_ns / 1e3, 3, 8));
  }
  return text + ".";
}

}  // namespace

std::vector<Figure> latency_cdf(const StoredResult& result) {
  return figures_by_case(result, [&](const CaseCells& cells) {
    const LineChart chart{.head = {.name = case_figure_name("latency-cdf", cells),
                                   .about = "Part of the I/Os that is complete within a time.\n"
                                            "Data: a block for each variant; latency in ns, per cent.",
                                   .title = fmt::format("{}, case {}: completion latency", result.scenario, cells.name),
                                   .origin = origin_text(result)},
                          .alt = alternative("Cumulative distribution of completion latency", cells),
                          .x_label = "completion latency, us (log scale)",
                          .y_label = "I/Os that are done by then, %",
                          .settings = {"set logscale x 10", "set format x '%g'", "set yrange [0:100]"},
                          .x_of = "$1/1000",
                          .columns = "latency_ns,percent",
                          .lines = lines_of(cells, cdf_of)};
    return chart.lines.empty() ? std::nullopt : std::optional(draw(chart));
  });
}

std::vector<Figure> latency_percentiles(const StoredResult& result) {
  return figures_by_case(result, [&](const CaseCells& cells) {
    const LineChart chart{
        .head = {.name = case_figure_name("latency-percentiles", cells),
                 .about = "Completion latency at each percentile.\n"
                          "Data: a block for each variant; percentile, latency in ns.",
                 .title = fmt::format("{}, case {}: percentiles of completion latency", result.scenario, cells.name),
                 .origin = origin_text(result)},
        .alt = alternative("Completion latency at each percentile", cells),
        .x_label = "percentile, % of the I/Os (log scale of the rest)",
        .y_label = "completion latency, us (log scale)",
        .settings = {"set logscale y 10", "set format y '%g'",
                     "set xtics ('0' 0, '50' 0.30103, '90' 1, '99' 2, '99.9' 3, '99.99' 4, '99.999' 5, '99.9999' 6)",
                     "set xrange [0:*]"},
        .x_of = "-log10(1-$1/100)",
        .y_of = "$2/1000",
        .columns = "percentile,latency_ns",
        .lines = lines_of(cells, percentiles_of)};
    return chart.lines.empty() ? std::nullopt : std::optional(draw(chart));
  });
}

}  // namespace loopsim::analysis
