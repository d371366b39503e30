// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/stages.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "analysis/csv.hpp"
#include "analysis/number_format.hpp"
#include "analysis/plot/origin.hpp"
#include "analysis/plot/palette.hpp"
#include "analysis/plot/run_cells.hpp"
#include "analysis/text_layout.hpp"
#include "models/stage.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kTop = 40;
constexpr double kBelow = 80;
constexpr double kKeyWidth = 130;
// Thinner than this in every bar, a stage is not seen and only makes the key longer.
constexpr double kThinnest = 0.004;

double stage_time(const StoredCell& cell, std::size_t stage) {
  const double time = cell.metric(fmt::format("stage_{}_ns", models::kStageNames[stage]));
  return std::isfinite(time) ? time : 0;
}

double total_time(const StoredCell& cell) {
  double total = 0;
  for (std::size_t stage = 0; stage < models::kStages; ++stage) {
    total += stage_time(cell, stage);
  }
  return total;
}

double largest_total(const CaseCells& cells) {
  double most = 0;
  for (const StoredCell* cell : cells.cells) {
    most = std::max(most, total_time(*cell));
  }
  return most;
}

std::vector<std::size_t> visible_stages(const CaseCells& cells) {
  std::vector<std::size_t> visible;
  for (std::size_t stage = 0; stage < models::kStages; ++stage) {
    if (std::ranges::any_of(cells.cells, [stage](const StoredCell* cell) {
          return stage_time(*cell, stage) > kThinnest * total_time(*cell);
        })) {
      visible.push_back(stage);
    }
  }
  return visible;
}

std::string rows_csv(const CaseCells& cells, const DisplayUnit& unit) {
  CsvWriter csv;
  csv.field("row");
  for (const std::string_view stage : models::kStageNames) {
    csv.field(fmt::format("{}_ns", stage));
  }
  csv.field("label");
  csv.field("variant");
  csv.end_row();
  for (std::size_t i = 0; i < cells.cells.size(); ++i) {
    csv.field(fmt::format("-{}", i));
    for (std::size_t stage = 0; stage < models::kStages; ++stage) {
      csv.field(format_number(stage_time(*cells.cells[i], stage), NumberFormat::nanoseconds));
    }
    csv.field(fit_number(total_time(*cells.cells[i]) / unit.size, 3, 6));
    csv.field(cells.cells[i]->variant);
    csv.end_row();
  }
  return csv.text();
}

// The columns of the stages before this one, added up.
std::string sum_before(std::size_t stage) {
  std::string sum = "0";
  for (std::size_t earlier = 0; earlier < stage; ++earlier) {
    sum += fmt::format("+${}", earlier + 2);
  }
  return sum;
}

std::string alternative(const CaseCells& cells, const DisplayUnit& unit) {
  std::string text = fmt::format("Stacked bars of the mean time in each stage, {}:", cells.name);
  for (const StoredCell* cell : cells.cells) {
    std::size_t longest = 0;
    for (std::size_t stage = 1; stage < models::kStages; ++stage) {
      longest = stage_time(*cell, stage) > stage_time(*cell, longest) ? stage : longest;
    }
    text += fmt::format("{} {} {} {}, most of it {}", cell == cells.cells.front() ? "" : ";", cell->variant,
                        fit_number(total_time(*cell) / unit.size, 3, 6), unit.name, models::kStageNames[longest]);
  }
  return text + ".";
}

Figure figure_of(const StoredResult& result, const CaseCells& cells) {
  const std::vector<std::size_t> visible = visible_stages(cells);
  const int for_key = 40 + 19 * static_cast<int>(visible.size());
  const RowChart rows(cells, std::max(30, for_key / static_cast<int>(cells.cells.size())));
  const DisplayUnit unit = time_unit(largest_total(cells));
  const std::string name = case_figure_name("stages", cells);
  const std::string title = fmt::format("{}, case {}: where a command's time goes", result.scenario, cells.name);
  const Canvas canvas{940, static_cast<int>(kTop + rows.height + kBelow)};
  Script script({.name = name,
                 .about = "Mean time of a command in each stage, stacked to its latency.\n"
                          "Data: row, time in each stage in ns, label, variant.",
                 .title = title,
                 .origin = origin_text(result)},
                canvas);
  script.panel(
      {.left = 16 + rows.label_width, .right = canvas.width - kKeyWidth, .top = kTop, .bottom = kTop + rows.height});
  script.line(rows.tics());
  script.line(rows.range());
  script.line(fmt::format("set xrange [0:{}]", 1.10 * largest_total(cells) / unit.size));
  script.line(fmt::format("set xlabel {}", script_string("mean time of a command, " + unit.name)));
  script.line(fmt::format("unset grid; set grid xtics linecolor rgb '{}'", kFaint));
  script.key(canvas.width - kKeyWidth + 8, kTop);
  const std::string file = script_string(name + ".csv");
  std::vector<std::string> elements;
  for (const std::size_t stage : visible) {
    const std::string from = sum_before(stage);
    elements.push_back(fmt::format(
        "{} using 1:1:(({})/{}):(({}+${})/{}):($1-0.36):($1+0.36) with boxxyerror {} title {}", file, from, unit.size,
        from, stage + 2, unit.size, fill_style(stage), script_string(models::kStageNames[stage])));
  }
  elements.push_back(fmt::format("{} using (({})/{}):1:{} with labels left offset 0.5,0 notitle", file,
                                 sum_before(models::kStages), unit.size, models::kStages + 2));
  script.plot(elements);
  return {.name = name,
          .title = title,
          .alt = alternative(cells, unit),
          .script = script.str(),
          .data = {{name + ".csv", rows_csv(cells, unit)}}};
}

}  // namespace

std::vector<Figure> stages(const StoredResult& result) {
  return figures_by_case(result, [&](const CaseCells& cells) {
    return largest_total(cells) > 0 ? std::optional(figure_of(result, cells)) : std::nullopt;
  });
}

}  // namespace loopsim::analysis
