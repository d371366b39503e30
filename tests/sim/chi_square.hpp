// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <boost/math/distributions/chi_squared.hpp>

namespace loopsim::sim {

// The probability that counts which are spread evenly in theory differ from it at least as much as these do.
// Close to 0 for a wrong spread, close to 1 for one too even to be random.
inline double chi_square_p_value(const std::vector<std::uint64_t>& counts) {
  double total = 0;
  for (const std::uint64_t count : counts) {
    total += static_cast<double>(count);
  }
  const double expected = total / static_cast<double>(counts.size());
  double statistic = 0;
  for (const std::uint64_t count : counts) {
    const double difference = static_cast<double>(count) - expected;
    statistic += difference * difference / expected;
  }
  const boost::math::chi_squared theory(static_cast<double>(counts.size() - 1));
  return boost::math::cdf(boost::math::complement(theory, statistic));
}

}  // namespace loopsim::sim
