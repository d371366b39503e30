// SPDX-License-Identifier: GPL-2.0
#include "analysis/stopping_rule.hpp"

#include <algorithm>
#include <cmath>

namespace loopsim::analysis {

bool is_precise(const Estimate& estimate, double precision) {
  return estimate.interval && estimate.interval->half_width() <= precision * std::abs(estimate.value);
}

int replications_wanted(const StoppingRule& rule, int done, std::span<const Estimate> estimates) {
  if (done < rule.fewest) {
    return std::min(rule.fewest, rule.most);
  }
  double wanted = done;
  for (const Estimate& estimate : estimates) {
    const bool improves = estimate.interval && std::isfinite(estimate.value) && estimate.value != 0;
    if (improves && !is_precise(estimate, rule.precision)) {
      const double excess = estimate.interval->half_width() / (rule.precision * std::abs(estimate.value));
      wanted = std::max({wanted, done + 1.0, std::ceil(done * excess * excess)});
    }
  }
  return static_cast<int>(std::min({wanted, 2.0 * done, std::max<double>(done, rule.most)}));
}

}  // namespace loopsim::analysis
