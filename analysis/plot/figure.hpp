// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/outputs/result_directory.hpp"

namespace loopsim::analysis {

// A picture to be: a gnuplot script and the CSV files that it reads, all named after the figure and to be put into one
// directory. `gnuplot NAME.gp` there draws NAME.svg, `gnuplot -e "terminal='png'" NAME.gp` NAME.png.
struct Figure {
  std::string name;    // a-z A-Z 0-9 _ + - .
  std::string title;   // plain text, as printed above the picture
  std::string alt;     // what the picture shows, in words, for those who do not see it
  std::string script;  // NAME.gp
  std::vector<NamedText> data;
};

}  // namespace loopsim::analysis
