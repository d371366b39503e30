// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// A figure with the SVG that gnuplot drew of it; empty where it was not drawn.
struct DrawnFigure {
  Figure figure;
  std::string kind;  // of plot_kinds.hpp
  std::string svg;
};

// Has gnuplot draw the figures, several at a time, in a temporary directory. Throws as draw_figures() does.
void draw(std::vector<DrawnFigure>& figures, int workers);

// The drawing as a part of an HTML page: scalable, with title and description for those who do not see it, and with ids
// of its own, so that several fit into one page.
std::string inline_svg(const DrawnFigure& drawn);

// How wide the drawing is, in pixels; 0 where there is none.
int svg_width(const DrawnFigure& drawn);

}  // namespace loopsim::analysis
