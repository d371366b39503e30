// SPDX-License-Identifier: GPL-2.0
#pragma once

namespace loopsim::analysis {

// Student's t distribution. Degrees of freedom are positive and need not be whole: Welch's are not.

// The t that |T| exceeds with probability 1 - confidence; `confidence` is in (0, 1).
double t_quantile(double degrees_of_freedom, double confidence);

// The probability that |T| exceeds |t|: the two-sided p-value of a t test.
double t_p_value(double t, double degrees_of_freedom);

}  // namespace loopsim::analysis
