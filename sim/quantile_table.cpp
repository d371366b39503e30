// SPDX-License-Identifier: GPL-2.0
#include "sim/quantile_table.hpp"

#include <cmath>

namespace loopsim::sim {

QuantileTable::QuantileTable(const Quantile& lower, const Quantile& upper) {
  double mean = 0;
  double previous = 0;
  for (std::size_t knot = 0; knot < lower_.size(); ++knot) {
    const double p = tail_probability(knot);
    // Probability 0 may stand for infinity; the middle of the outermost cell stands in for it.
    const double usable = knot == 0 ? tail_probability(1) / 2 : p;
    lower_[knot] = lower(usable);
    upper_[knot] = upper(usable);
    if (knot > 0) {
      mean += (p - previous) * (lower_[knot - 1] + lower_[knot] + upper_[knot - 1] + upper_[knot]) / 2;
    }
    previous = p;
  }
  for (std::size_t knot = 0; knot < lower_.size(); ++knot) {
    lower_[knot] /= mean;
    upper_[knot] /= mean;
  }
}

double QuantileTable::tail_probability(std::size_t knot) {
  constexpr int kLast = -static_cast<int>(kOctaves);
  const std::size_t group = knot / kCells;
  const double within = static_cast<double>(knot % kCells) / static_cast<double>(kCells);
  return group == 0 ? std::ldexp(within, kLast) : std::ldexp(1 + within, kLast - 1 + static_cast<int>(group));
}

}  // namespace loopsim::sim
