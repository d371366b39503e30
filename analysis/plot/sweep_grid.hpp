// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/inputs/stored_sweep.hpp"

namespace loopsim::analysis {

// An axis of a sweep with the values that it takes: numbers and durations by size, others in the order of the points.
struct GridAxis {
  std::string name;   // the last part of the key, or as much of it as tells it from other axes
  std::string label;  // with unit
  std::vector<std::string> values;
  std::vector<double> numbers;  // the values, if all of them are numbers; durations in ns

  bool numeric() const { return !numbers.empty(); }
};

// A sweep as a table with an index for each axis. Axes whose values move together count as one, and the cases are an
// axis where there are several.
class SweepGrid {
 public:
  explicit SweepGrid(const StoredSweep& sweep);

  const std::vector<GridAxis>& axes() const { return axes_; }
  // The variants in the order of the rows. The baseline is the one whose ratio is 1 by definition.
  const std::vector<std::string>& variants() const { return variants_; }
  const std::string& baseline() const { return baseline_; }
  // Whether it is the loop driver that the variant changes, not what stands in its place.
  bool is_loop_policy(const std::string& variant) const;

  // The row at these indices of the axes; nothing where the sweep has no point.
  const SweepRow* at(const std::string& variant, const std::vector<std::size_t>& indices) const;

  // All rows of a variant with their numbers on a numeric axis.
  std::vector<std::pair<double, const SweepRow*>> rows_along(std::size_t axis, const std::string& variant) const;

  // Whether the points fill a good part of the grid; those of a sample do not.
  bool is_filled() const;

 private:
  std::vector<GridAxis> axes_;
  std::vector<std::string> variants_;
  std::string baseline_;
  std::map<std::string, std::string> policies_;  // by variant
  std::map<std::pair<std::string, std::vector<std::size_t>>, const SweepRow*> rows_;
};

// The number that a value of an axis stands for: plain, or a duration in ns.
std::optional<double> axis_number(const std::string& value);

// Which axis is laid along what in figures of panels. An axis that is not there has the index kNoAxis and one position.
inline constexpr std::size_t kNoAxis = static_cast<std::size_t>(-1);
struct GridLayout {
  std::size_t x = kNoAxis;
  std::size_t y = kNoAxis;
  std::size_t columns = kNoAxis;
  std::size_t rows = kNoAxis;
  std::vector<std::size_t> pages;  // the others: a figure for each combination of their values
};

// The axes with most values go to x and y, in this order, the next to columns and rows of panels.
GridLayout map_layout(const SweepGrid& grid);
// The numeric axis with most values goes to x, the next of all to columns and rows; nothing without a numeric axis.
std::optional<GridLayout> line_layout(const SweepGrid& grid);

// One figure of a layout: the indices of the axes, of which those of x, y, columns and rows are to be set.
struct GridPage {
  std::vector<std::size_t> indices;
  std::string caption;  // NAME = VALUE of the pages' axes; empty where there are none
  std::string suffix;   // of the figure's name: empty or -2, -3, ...
};
std::vector<GridPage> pages_of(const SweepGrid& grid, const GridLayout& layout);

// How many positions an axis of a layout has.
std::size_t positions(const SweepGrid& grid, std::size_t axis);

// `indices` with that of `axis` set, if there is such an axis.
void set_index(std::vector<std::size_t>& indices, std::size_t axis, std::size_t position);

// NAME = VALUE for each of the axes that there is, at these indices.
std::string caption_of(const SweepGrid& grid, const std::vector<std::size_t>& axes,
                       const std::vector<std::size_t>& indices);

}  // namespace loopsim::analysis
