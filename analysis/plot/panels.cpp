// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/panels.hpp"

#include <algorithm>

namespace loopsim::analysis {
namespace {

constexpr double kTop = 58;
constexpr double kGapX = 22;
constexpr double kGapY = 54;
constexpr double kBelow = 82;
constexpr double kNarrowest = 420;  // canvas: room for the line in the corner

}  // namespace

Panels::Panels(const SweepGrid& grid, const GridLayout& layout, const GridPage& page, double width, double height,
               Margins margins) {
  const std::size_t columns = positions(grid, layout.columns);
  const std::size_t rows = positions(grid, layout.rows);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      Place place{
          .panel = {}, .caption = "", .indices = page.indices, .leftmost = column == 0, .lowest = row + 1 == rows};
      set_index(place.indices, layout.columns, column);
      set_index(place.indices, layout.rows, row);
      place.caption = caption_of(grid, {layout.columns, layout.rows}, place.indices);
      width = std::max(width, text_width(place.caption) + 8);
      places_.push_back(std::move(place));
    }
  }
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const std::size_t row = i / columns;
    const double left = margins.left + static_cast<double>(i % columns) * (width + kGapX);
    const double top = kTop + static_cast<double>(row) * (height + kGapY);
    places_[i].panel = {.left = left, .right = left + width, .top = top, .bottom = top + height};
  }
  right_ = places_.back().panel.right;
  canvas_ = {static_cast<int>(std::max({right_ + margins.right, margins.narrowest, kNarrowest})),
             static_cast<int>(bottom() + kBelow)};
}

}  // namespace loopsim::analysis
