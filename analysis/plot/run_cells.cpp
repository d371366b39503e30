// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/run_cells.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace loopsim::analysis {

std::vector<CaseCells> by_case(const StoredResult& result) {
  std::vector<CaseCells> cases;
  for (const StoredCell& cell : result.cells) {
    auto found = std::ranges::find(cases, cell.case_name, &CaseCells::name);
    if (found == cases.end()) {
      found = cases.insert(found, {cell.case_name, {}});
    }
    found->cells.push_back(&cell);
  }
  return cases;
}

std::vector<Figure> figures_by_case(const StoredResult& result,
                                    const std::function<std::optional<Figure>(const CaseCells&)>& draw) {
  std::vector<Figure> figures;
  for (const CaseCells& cells : by_case(result)) {
    if (std::optional<Figure> figure = draw(cells)) {
      figures.push_back(std::move(*figure));
    }
  }
  return figures;
}

DisplayUnit iops_unit(double largest) {
  return largest >= 10e3 ? DisplayUnit{1e3, "thousand IOPS"} : DisplayUnit{1, "IOPS"};
}

DisplayUnit time_unit(double largest_ns) {
  return largest_ns >= 10e6 ? DisplayUnit{1e6, "ms"} : DisplayUnit{1e3, "us"};
}

std::string case_figure_name(const char* kind, const CaseCells& cells) {
  return fmt::format("{}-{}", kind, file_name_part(cells.name));
}

RowChart::RowChart(const CaseCells& of, int row_height)
    : cells(&of), height(row_height * static_cast<int>(of.cells.size())) {
  for (const StoredCell* cell : of.cells) {
    label_width = std::max(label_width, text_width(cell->variant));
  }
}

std::string RowChart::tics() const {
  std::string list;
  for (std::size_t i = 0; i < cells->cells.size(); ++i) {
    list += fmt::format("{}{} -{}", i == 0 ? "" : ", ", tic_string(cells->cells[i]->variant), i);
  }
  return "set ytics (" + list + ") scale 0";
}

std::string RowChart::range() const { return fmt::format("set yrange [-{}.5:0.5]", cells->cells.size() - 1); }

}  // namespace loopsim::analysis
