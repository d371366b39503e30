// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/axes.hpp"

namespace loopsim::scenarios {

// `AXIS OP AXIS` or `AXIS OP VALUE`, OP one of < <= > >= == !=: what every point of a sweep fulfils. Numbers, durations
// and sizes compare by their values, a bare number with a duration as nanoseconds and with a size as bytes. Words, and
// kernel versions with them, are equal or not.
struct Constraint {
  enum class Relation { less, less_or_equal, greater, greater_or_equal, equal, not_equal };

  // An axis by its group and its place in it, or a value.
  struct Side {
    std::string word;
    bool is_axis = false;
    std::size_t group = 0;
    std::size_t key = 0;
  };

  Side left;
  Relation relation = Relation::equal;
  Side right;
};

// Throws InputError, also where an axis has values that the relation cannot compare.
Constraint read_constraint(const Value& text, const std::vector<AxisGroup>& groups);

// For the point that takes row rows[g] of group g.
bool fulfils(const Constraint& constraint, const std::vector<AxisGroup>& groups,
             const std::vector<std::uint32_t>& rows);

}  // namespace loopsim::scenarios
