// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/demerit.hpp"

#include <cmath>
#include <cstddef>
#include <stdexcept>

namespace loopsim::analysis {
namespace {

// The share of the distribution that a point stands for.
double weight(std::span<const Percentile> points, std::size_t i) {
  const double low = i == 0 ? 0 : (points[i - 1].per_cent + points[i].per_cent) / 2;
  const double high = i + 1 == points.size() ? 100 : (points[i].per_cent + points[i + 1].per_cent) / 2;
  return (high - low) / 100;
}

}  // namespace

std::optional<double> demerit(std::span<const Percentile> measured, std::span<const Percentile> simulated,
                              std::optional<double> mean_ns) {
  if (measured.size() != simulated.size()) {
    throw std::invalid_argument("demerit of distributions known at different percentiles");
  }
  double squares = 0;
  double mean = 0;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    const bool falls = i > 0 && measured[i].per_cent <= measured[i - 1].per_cent;
    if (falls || measured[i].per_cent != simulated[i].per_cent) {
      throw std::invalid_argument("demerit of distributions known at different percentiles");
    }
    const double distance = simulated[i].ns - measured[i].ns;
    squares += weight(measured, i) * distance * distance;
    mean += weight(measured, i) * measured[i].ns;
  }
  const double scale = mean_ns.value_or(mean);
  return scale > 0 ? std::optional(std::sqrt(squares) / scale) : std::nullopt;
}

}  // namespace loopsim::analysis
