// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/bars.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/csv.hpp"
#include "analysis/number_format.hpp"
#include "analysis/plot/origin.hpp"
#include "analysis/plot/palette.hpp"
#include "analysis/plot/run_cells.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kTop = 58;
constexpr double kTopWithoutKey = 36;
constexpr double kBelow = 80;

bool has_published(const CaseCells& cells) {
  return std::ranges::any_of(cells.cells, [](const StoredCell* cell) { return cell->published.has_value(); });
}

double largest(const CaseCells& cells) {
  double most = 0;
  for (const StoredCell* cell : cells.cells) {
    const Estimate& iops = cell->iops_estimate;
    for (const double value : {iops.value, iops.interval ? iops.interval->high : 0.0,
                               cell->published ? cell->published->published.iops : 0.0}) {
      most = std::isfinite(value) ? std::max(most, value) : most;
    }
  }
  return most;
}

// The rate and what it is of the baseline's: 587.2 (4.13X).
std::string bar_label(const StoredCell& cell, const DisplayUnit& unit) {
  const std::string rate = fit_number(cell.iops_estimate.value / unit.size, 4, 8);
  return cell.ratio && !cell.baseline ? fmt::format("{} ({}X)", rate, fit_number(cell.ratio->value, 3, 6)) : rate;
}

std::string rows_csv(const CaseCells& cells, const DisplayUnit& unit) {
  CsvWriter csv;
  for (const char* column :
       {"row", "iops", "iops_ci_low", "iops_ci_high", "published_iops", "end", "label", "variant"}) {
    csv.field(column);
  }
  csv.end_row();
  for (std::size_t i = 0; i < cells.cells.size(); ++i) {
    const StoredCell& cell = *cells.cells[i];
    const Interval none{cell.iops_estimate.value, cell.iops_estimate.value};
    const Interval interval = cell.iops_estimate.interval.value_or(none);
    csv.field(fmt::format("-{}", i));
    csv.field(format_number(cell.iops_estimate.value, NumberFormat::rate));
    csv.field(format_number(interval.low, NumberFormat::rate));
    csv.field(format_number(interval.high, NumberFormat::rate));
    csv.field(cell.published ? format_number(cell.published->published.iops, NumberFormat::rate) : "NaN");
    csv.field(format_number(
        std::max({interval.high, cell.iops_estimate.value, cell.published ? cell.published->published.iops : 0}),
        NumberFormat::rate));
    csv.field(bar_label(cell, unit));
    csv.field(cell.variant);
    csv.end_row();
  }
  return csv.text();
}

std::string alternative(const CaseCells& cells, const DisplayUnit& unit) {
  std::string text = fmt::format("Bars of the rate of every variant, {}, in {}:", cells.name, unit.name);
  for (const StoredCell* cell : cells.cells) {
    text += fmt::format("{} {} {}", cell == cells.cells.front() ? "" : ",", cell->variant, bar_label(*cell, unit));
    if (cell->published) {
      text += fmt::format(" (published {})", fit_number(cell->published->published.iops / unit.size, 4, 8));
    }
  }
  return text + ".";
}

// The bar of a row: `column` of the data from 0, over `from` to `to` of the row.
std::string bar(const std::string& file, int column, double size, double from, double to, const std::string& look) {
  return fmt::format("{} using (${}/{}):1:(0):(${}/{}):($1+({})):($1+({})) with boxxyerror {}", file, column, size,
                     column, size, from, to, look);
}

Figure figure_of(const StoredResult& result, const CaseCells& cells) {
  const bool published = has_published(cells);
  const RowChart rows(cells, published ? 34 : 30);
  const DisplayUnit unit = iops_unit(largest(cells));
  const std::string name = case_figure_name("bars", cells);
  const std::string title = fmt::format("{}, case {}: rate of every variant", result.scenario, cells.name);
  const double top = published ? kTop : kTopWithoutKey;
  const Canvas canvas{860, static_cast<int>(top + rows.height + kBelow)};
  Script script({.name = name,
                 .about = "Rate of every variant with its 95 % interval, and the published rate where there is one.\n"
                          "Data: row, IOPS, interval, published IOPS, where the label is, label, variant.",
                 .title = title,
                 .origin = origin_text(result)},
                canvas);
  const double left = 16 + rows.label_width;
  script.panel({.left = left, .right = canvas.width - 20.0, .top = top, .bottom = top + rows.height});
  script.line(rows.tics());
  script.line(rows.range());
  script.line(fmt::format("set xrange [0:{}]", 1.22 * std::max(largest(cells), 1e-9) / unit.size));
  script.line(fmt::format("set xlabel {}", script_string(unit.name + (published ? "" : ", with 95 % interval"))));
  script.line("unset grid");
  script.line(fmt::format("set grid xtics linecolor rgb '{}'", kFaint));
  script.line(published ? fmt::format("set key at screen {:.5f},{:.5f} right bottom horizontal reverse Left samplen 2",
                                      1 - 20.0 / canvas.width, 1 - (top - 6) / canvas.height)
                        : "unset key");
  const std::string file = script_string(name + ".csv");
  std::vector<std::string> elements;
  const double low = published ? 0.04 : -0.34;
  const double high = published ? 0.42 : 0.34;
  elements.push_back(bar(file, 2, unit.size, low, high,
                         fmt::format("fillstyle solid 1 border rgb '{}' linecolor rgb '{}' title {}", kInk, kBlue,
                                     script_string("simulated, with 95 % interval"))));
  if (published) {
    elements.push_back(
        bar(file, 5, unit.size, -0.40, -0.04,
            fmt::format("fillstyle pattern 4 border rgb '{}' linecolor rgb '{}' title 'published'", kInk, kOrange)));
  }
  elements.push_back(fmt::format(
      "{} using ($2/{}):($1+{}):($3/{}):($4/{}) with xerrorbars pointtype -1 linewidth 1.5 linecolor rgb '{}' notitle",
      file, unit.size, (low + high) / 2, unit.size, unit.size, kBlack));
  elements.push_back(fmt::format("{} using ($6/{}):1:7 with labels left offset 0.7,0 textcolor rgb '{}' notitle", file,
                                 unit.size, kBlack));
  script.plot(elements);
  return {.name = name,
          .title = title,
          .alt = alternative(cells, unit),
          .script = script.str(),
          .data = {{name + ".csv", rows_csv(cells, unit)}}};
}

}  // namespace

std::vector<Figure> bars(const StoredResult& result) {
  return figures_by_case(result, [&](const CaseCells& cells) { return figure_of(result, cells); });
}

}  // namespace loopsim::analysis
