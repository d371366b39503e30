// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/sweep_grid.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/units.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::size_t kMostPages = 12;

// What an axis counts, by the last part of its key.
struct AxisUnit {
  std::string_view name;
  std::string_view unit;
};
constexpr std::array kUnits = {
    AxisUnit{"iodepth", "commands of a job"},
    AxisUnit{"numjobs", "jobs"},
    AxisUnit{"mapped_fraction", "part of the file"},
    AxisUnit{"cached_fraction", "part of the file"},
    AxisUnit{"rwmixread", "% reads"},
    AxisUnit{"hz", "ticks/s"},
    AxisUnit{"cpus", "CPUs"},
    AxisUnit{"cgroups", "cgroups"},
    AxisUnit{"hw_queues", "queues"},
    AxisUnit{"queue_depth", "tags"},
    AxisUnit{"tags", "commands"},
    AxisUnit{"units", "commands served at a time"},
    AxisUnit{"kernel", "version"},
};

// An axis in the making: for each row of the sweep its value.
struct Column {
  std::string key;
  std::vector<std::string> values;  // by row
};

std::string last_part(const std::string& key) { return key.substr(key.rfind('.') + 1); }

std::string unit_of(const std::string& name, const std::vector<std::string>& values) {
  const auto found = std::ranges::find(kUnits, name, &AxisUnit::name);
  if (found != kUnits.end()) {
    return std::string(found->unit);
  }
  const bool durations = std::ranges::all_of(values, [](const std::string& value) {
    return axis_number(value) && value.find_first_of("ns") != std::string::npos;
  });
  return durations ? "duration" : "";
}

// Kernel versions look like numbers and are not.
std::vector<double> numbers_of(const std::string& name, const std::vector<std::string>& values) {
  std::vector<double> numbers;
  for (const std::string& value : values) {
    const auto number = axis_number(value);
    if (!number || name == "kernel") {
      return {};
    }
    numbers.push_back(*number);
  }
  return numbers;
}

std::vector<std::string> distinct(const std::vector<std::string>& values) {
  std::vector<std::string> once;
  std::set<std::string_view> seen;
  for (const std::string& value : values) {
    if (seen.insert(value).second) {
      once.push_back(value);
    }
  }
  return once;
}

GridAxis axis_of(const Column& column, const std::string& name) {
  GridAxis axis{.name = name, .label = name, .values = distinct(column.values), .numbers = {}};
  std::vector<double> numbers = numbers_of(last_part(column.key), axis.values);
  if (!numbers.empty()) {
    std::ranges::sort(axis.values, {}, [](const std::string& value) { return axis_number(value).value(); });
    std::ranges::sort(numbers);
    axis.numbers = numbers;
  }
  if (const std::string unit = unit_of(last_part(column.key), axis.values); !unit.empty()) {
    axis.label += ", " + unit;
  }
  return axis;
}

// Whether a value of one says which value the other has, and the other way round.
bool move_together(const Column& a, const Column& b) {
  std::set<std::pair<std::string_view, std::string_view>> pairs;
  for (std::size_t row = 0; row < a.values.size(); ++row) {
    pairs.emplace(a.values[row], b.values[row]);
  }
  return pairs.size() == distinct(a.values).size() && pairs.size() == distinct(b.values).size();
}

std::vector<Column> columns_of(const StoredSweep& sweep) {
  std::vector<Column> columns;
  const auto add = [&](const std::string& key, auto value_of) {
    Column column{key, {}};
    for (const SweepRow& row : sweep.rows) {
      column.values.push_back(value_of(row));
    }
    const bool varies = distinct(column.values).size() > 1;
    const bool is_new =
        std::ranges::none_of(columns, [&](const Column& other) { return move_together(other, column); });
    if (varies && is_new) {
      columns.push_back(std::move(column));
    }
  };
  for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis) {
    add(sweep.axes[axis], [axis](const SweepRow& row) { return row.at[axis]; });
  }
  add("case", [](const SweepRow& row) { return row.case_name; });
  return columns;
}

std::string name_of(const Column& column, const std::vector<Column>& columns) {
  const std::string name = last_part(column.key);
  const auto same = std::ranges::count_if(columns, [&](const Column& other) { return last_part(other.key) == name; });
  return same > 1 ? column.key : name;
}

bool is_one_by_definition(const SweepRow& row) {
  return !row.ratio || (row.ratio->value == 1 && row.ratio->interval && row.ratio->interval->half_width() == 0);
}

}  // namespace

std::optional<double> axis_number(const std::string& value) {
  if (const auto number = scenarios::finite_number(value)) {
    return number;
  }
  try {
    return static_cast<double>(scenarios::parse_duration(value));
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

SweepGrid::SweepGrid(const StoredSweep& sweep) {
  const std::vector<Column> columns = columns_of(sweep);
  for (const Column& column : columns) {
    axes_.push_back(axis_of(column, name_of(column, columns)));
  }
  std::set<std::string> changed;
  for (std::size_t row = 0; row < sweep.rows.size(); ++row) {
    const SweepRow& of = sweep.rows[row];
    if (policies_.emplace(of.variant, of.policy).second) {
      variants_.push_back(of.variant);
    }
    if (!is_one_by_definition(of)) {
      changed.insert(of.variant);
    }
    std::vector<std::size_t> indices;
    for (std::size_t axis = 0; axis < columns.size(); ++axis) {
      const auto& values = axes_[axis].values;
      indices.push_back(
          static_cast<std::size_t>(std::ranges::find(values, columns[axis].values[row]) - values.begin()));
    }
    rows_.emplace(std::pair(of.variant, indices), &of);
  }
  const auto baseline =
      std::ranges::find_if(variants_, [&](const std::string& variant) { return !changed.contains(variant); });
  baseline_ = baseline == variants_.end() ? variants_.front() : *baseline;
}

bool SweepGrid::is_loop_policy(const std::string& variant) const {
  constexpr std::array<std::string_view, 4> kTargets = {"raw", "file", "dm-loop", "emulation"};
  return std::ranges::find(kTargets, policies_.at(variant)) == kTargets.end();
}

const SweepRow* SweepGrid::at(const std::string& variant, const std::vector<std::size_t>& indices) const {
  const auto found = rows_.find(std::pair(variant, indices));
  return found == rows_.end() ? nullptr : found->second;
}

std::vector<std::pair<double, const SweepRow*>> SweepGrid::rows_along(std::size_t axis,
                                                                      const std::string& variant) const {
  std::vector<std::pair<double, const SweepRow*>> rows;
  for (const auto& [key, row] : rows_) {
    if (key.first == variant) {
      rows.emplace_back(axes_[axis].numbers[key.second[axis]], row);
    }
  }
  return rows;
}

bool SweepGrid::is_filled() const {
  auto places = static_cast<double>(variants_.size());
  for (const GridAxis& axis : axes_) {
    places *= static_cast<double>(axis.values.size());
  }
  return 4 * static_cast<double>(rows_.size()) >= places;
}

namespace {

std::vector<std::size_t> by_size(const SweepGrid& grid) {
  std::vector<std::size_t> order(grid.axes().size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t axis) { return grid.axes()[axis].values.size(); });
  return order;
}

// Takes the first of what is left.
std::size_t take(std::vector<std::size_t>& order) {
  if (order.empty()) {
    return kNoAxis;
  }
  const std::size_t axis = order.front();
  order.erase(order.begin());
  return axis;
}

}  // namespace

GridLayout map_layout(const SweepGrid& grid) {
  std::vector<std::size_t> order = by_size(grid);
  GridLayout layout;
  layout.x = take(order);
  layout.y = take(order);
  layout.columns = take(order);
  layout.rows = take(order);
  layout.pages = order;
  return layout;
}

std::optional<GridLayout> line_layout(const SweepGrid& grid) {
  std::vector<std::size_t> order = by_size(grid);
  const auto numeric = std::ranges::find_if(order, [&](std::size_t axis) { return grid.axes()[axis].numeric(); });
  if (numeric == order.end()) {
    return std::nullopt;
  }
  GridLayout layout;
  layout.x = *numeric;
  order.erase(numeric);
  layout.columns = take(order);
  layout.rows = take(order);
  layout.pages = order;
  return layout;
}

std::vector<GridPage> pages_of(const SweepGrid& grid, const GridLayout& layout) {
  std::vector<GridPage> pages = {
      {.indices = std::vector<std::size_t>(grid.axes().size()), .caption = "", .suffix = ""}};
  for (const std::size_t axis : layout.pages) {
    std::vector<GridPage> more;
    for (const GridPage& page : pages) {
      for (std::size_t i = 0; i < positions(grid, axis); ++i) {
        more.push_back(page);
        set_index(more.back().indices, axis, i);
      }
    }
    pages = std::move(more);
  }
  pages.resize(std::min(pages.size(), kMostPages));
  for (std::size_t i = 0; i < pages.size(); ++i) {
    pages[i].caption = caption_of(grid, layout.pages, pages[i].indices);
    pages[i].suffix = i == 0 ? "" : fmt::format("-{}", i + 1);
  }
  return pages;
}

std::size_t positions(const SweepGrid& grid, std::size_t axis) {
  return axis == kNoAxis ? 1 : grid.axes()[axis].values.size();
}

void set_index(std::vector<std::size_t>& indices, std::size_t axis, std::size_t position) {
  if (axis != kNoAxis) {
    indices[axis] = position;
  }
}

std::string caption_of(const SweepGrid& grid, const std::vector<std::size_t>& axes,
                       const std::vector<std::size_t>& indices) {
  std::string text;
  for (const std::size_t axis : axes) {
    if (axis != kNoAxis) {
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", grid.axes()[axis].name,
                          grid.axes()[axis].values[indices[axis]]);
    }
  }
  return text;
}

}  // namespace loopsim::analysis
