// SPDX-License-Identifier: GPL-2.0
#include "analysis/student_t.hpp"

#include <cmath>

#include <boost/math/distributions/students_t.hpp>

namespace loopsim::analysis {

double t_quantile(double degrees_of_freedom, double confidence) {
  return boost::math::quantile(boost::math::students_t(degrees_of_freedom), (1 + confidence) / 2);
}

double t_p_value(double t, double degrees_of_freedom) {
  if (std::isinf(t)) {
    return 0;
  }
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(degrees_of_freedom), std::abs(t)));
}

}  // namespace loopsim::analysis
