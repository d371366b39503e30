// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/plot/figure.hpp"
#include "analysis/plot/script.hpp"

namespace loopsim::analysis {

// One line of a chart, by the number that gives it its style.
struct ChartLine {
  std::string label;
  std::size_t style = 0;
  std::vector<double> x;
  std::vector<double> y;
};

// Lines in one pair of axes with a key at their right; each line is a block of the data.
struct LineChart {
  ScriptHead head;
  std::string alt;
  std::string x_label;
  std::string y_label;
  std::vector<std::string> settings;  // gnuplot's, such as `set logscale x`
  std::string x_of = "$1";            // what the data's columns become on the axes
  std::string y_of = "$2";
  std::string columns;  // header of the data: names of x and y, with a comma between
  std::vector<ChartLine> lines;
};

Figure draw(const LineChart& chart);

// The data of the lines for gnuplot's `index`: a block for each, under a comment with its label.
std::string blocks_csv(const std::string& columns, const std::vector<ChartLine>& lines);

}  // namespace loopsim::analysis
