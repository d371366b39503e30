// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/inputs/stored_result.hpp"
#include "analysis/plot/figure.hpp"
#include "analysis/plot/script.hpp"

namespace loopsim::analysis {

// The cells of one case, in the order of the variants. Points into the result.
struct CaseCells {
  std::string name;
  std::vector<const StoredCell*> cells;
};

std::vector<CaseCells> by_case(const StoredResult& result);

// What `draw` makes of each case; nothing of a case that has nothing to show.
std::vector<Figure> figures_by_case(const StoredResult& result,
                                    const std::function<std::optional<Figure>(const CaseCells&)>& draw);

// A unit in which numbers up to `largest` are easy to read: what to divide by, and its name.
struct DisplayUnit {
  double size = 1;
  std::string name;
};
DisplayUnit iops_unit(double largest);
DisplayUnit time_unit(double largest_ns);

// A figure of one case: named after its kind and the case.
std::string case_figure_name(const char* kind, const CaseCells& cells);

// Rows of a horizontal chart, one for each cell of a case, the first uppermost: row i is at y = -i.
struct RowChart {
  RowChart(const CaseCells& of, int row_height);

  // What the rows are called, as the tics of the y axis of a plot.
  std::string tics() const;
  // The range of y.
  std::string range() const;

  const CaseCells* cells;
  double label_width = 0;  // of the longest name
  int height;              // of the inside of the axes
};

}  // namespace loopsim::analysis
