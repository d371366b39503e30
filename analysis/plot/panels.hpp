// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/plot/script.hpp"
#include "analysis/plot/sweep_grid.hpp"

namespace loopsim::analysis {

// Panels of equal size in rows and columns, one for each combination of two axes of a sweep, each under a caption.
class Panels {
 public:
  // One of them: its place on the canvas, and the indices of its axes at the page.
  struct Place {
    Panel panel;
    std::string caption;
    std::vector<std::size_t> indices;
    bool leftmost = false;
    bool lowest = false;
  };

  // What the figure needs around the panels.
  struct Margins {
    double left = 0;
    double right = 0;
    double narrowest = 0;  // canvas: room for the title
  };

  // Panels at least as wide as their captions.
  Panels(const SweepGrid& grid, const GridLayout& layout, const GridPage& page, double width, double height,
         Margins margins);

  const std::vector<Place>& places() const { return places_; }
  Canvas canvas() const { return canvas_; }
  double right() const { return right_; }  // edges of all the panels
  double top() const { return places_.front().panel.top; }
  double bottom() const { return places_.back().panel.bottom; }

 private:
  std::vector<Place> places_;
  Canvas canvas_;
  double right_ = 0;
};

}  // namespace loopsim::analysis
