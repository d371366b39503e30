// SPDX-License-Identifier: GPL-2.0
#include "analysis/mann_whitney.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <boost/math/distributions/normal.hpp>

namespace loopsim::analysis {
namespace {

void require_numbers(std::span<const double> values) {
  if (values.empty() || std::ranges::any_of(values, [](double value) { return std::isnan(value); })) {
    throw std::invalid_argument("a rank test of no numbers");
  }
}

double count_wins(std::span<const double> a, std::span<const double> b) {
  double wins = 0;
  for (const double x : a) {
    for (const double y : b) {
      if (x > y) {
        wins += 1;
      } else if (x == y) {
        wins += 0.5;
      }
    }
  }
  return wins;
}

// The sizes of groups of equal values, those of one included.
std::vector<double> tie_groups(std::span<const double> a, std::span<const double> b) {
  std::vector<double> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  std::ranges::sort(all);
  std::vector<double> groups;
  for (auto first = all.begin(); first != all.end();) {
    const auto last = std::upper_bound(first, all.end(), *first);
    groups.push_back(static_cast<double>(last - first));
    first = last;
  }
  return groups;
}

// P(U <= u) when all orders of the a + b values are alike. The number of orders with a given U is the coefficient of
// q^U in the Gaussian binomial of a + b over a: the product of (1 - q^(b+i)) / (1 - q^i) over i in 1..a.
double exact_probability(std::size_t a, std::size_t b, double u) {
  std::vector<double> orders(a * b + 1, 0.0);
  orders[0] = 1;
  for (std::size_t i = 1; i <= a; ++i) {
    for (std::size_t k = orders.size(); k-- > b + i;) {
      orders[k] -= orders[k - b - i];
    }
    for (std::size_t k = i; k < orders.size(); ++k) {
      orders[k] += orders[k - i];
    }
  }
  const auto end = orders.begin() + static_cast<std::ptrdiff_t>(std::floor(u)) + 1;
  return std::accumulate(orders.begin(), end, 0.0) / std::accumulate(orders.begin(), orders.end(), 0.0);
}

double normal_p_value(double a, double b, double u, const std::vector<double>& groups) {
  const double n = a + b;
  double ties = 0;
  for (const double size : groups) {
    ties += size * size * size - size;
  }
  const double variance = a * b / 12 * (n + 1 - ties / (n * (n - 1)));
  if (!(variance > 0)) {
    return 1;  // all values are equal
  }
  const double distance = std::max(0.0, std::abs(u - a * b / 2) - 0.5) / std::sqrt(variance);
  return std::min(1.0, 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), distance)));
}

}  // namespace

RankTest mann_whitney(std::span<const double> a, std::span<const double> b) {
  require_numbers(a);
  require_numbers(b);
  const std::size_t count = a.size() + b.size();
  const std::vector<double> groups = tie_groups(a, b);
  RankTest test{.u = count_wins(a, b), .p_value = 1, .exact = groups.size() == count && count <= kLargestExact};
  if (test.exact) {
    const double pairs = static_cast<double>(a.size()) * static_cast<double>(b.size());
    test.p_value = std::min(1.0, 2 * exact_probability(a.size(), b.size(), std::min(test.u, pairs - test.u)));
  } else {
    test.p_value = normal_p_value(static_cast<double>(a.size()), static_cast<double>(b.size()), test.u, groups);
  }
  return test;
}

double least_rank_p_value(std::size_t a, std::size_t b) {
  std::vector<double> low(a);
  std::vector<double> high(b);
  std::iota(low.begin(), low.end(), 0.0);
  std::iota(high.begin(), high.end(), static_cast<double>(a));
  return mann_whitney(low, high).p_value;
}

}  // namespace loopsim::analysis
