// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/rank_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace loopsim::analysis {
namespace {

// Twice the rank of each element, so that the mean rank of ties is a whole number.
std::vector<double> doubled_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first;
    while (end < order.size() && values[order[end]] == values[order[first]]) {
      ++end;
    }
    for (std::size_t i = first; i < end; ++i) {
      ranks[order[i]] = static_cast<double>(first + end + 1);
    }
    first = end;
  }
  return ranks;
}

}  // namespace

std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) {
    throw std::invalid_argument("rank correlation of series of different length");
  }
  const std::vector<double> x = doubled_ranks(a);
  const std::vector<double> y = doubled_ranks(b);
  const auto center = static_cast<double>(a.size() + 1);
  double xy = 0;
  double xx = 0;
  double yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - center) * (y[i] - center);
    xx += (x[i] - center) * (x[i] - center);
    yy += (y[i] - center) * (y[i] - center);
  }
  if (xx == 0 || yy == 0) {
    return std::nullopt;
  }
  return xy / std::sqrt(xx * yy);
}

}  // namespace loopsim::analysis
