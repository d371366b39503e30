// SPDX-License-Identifier: GPL-2.0
#include "analysis/run_sum.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include "analysis/run_fields.hpp"

namespace loopsim::analysis {
namespace {

template <typename Number>
void add(Number& total, Number value) {
  total += value;
}

template <typename Number, std::size_t size>
void add(std::array<Number, size>& total, const std::array<Number, size>& values) {
  for (std::size_t i = 0; i < size; ++i) {
    total[i] += values[i];
  }
}

void add(sim::Histogram& total, const sim::Histogram& histogram) { total.merge(histogram); }

// Runs of one system have vectors of one length; the sum starts with none.
template <typename Value>
void add(std::vector<Value>& total, const std::vector<Value>& values) {
  total.resize(std::max(total.size(), values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    add(total[i], values[i]);
  }
}

}  // namespace

models::RunResult sum_of_runs(std::span<const models::RunResult> runs) {
  if (runs.empty()) {
    throw std::invalid_argument("sum of no runs");
  }
  models::RunResult total;
  total.device_units = runs.front().device_units;
  for (const models::RunResult& run : runs) {
    visit_sums([&](auto field) { add(total.*field, run.*field); });
  }
  return total;
}

}  // namespace loopsim::analysis
