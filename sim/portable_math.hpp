// SPDX-License-Identifier: GPL-2.0
#pragma once

namespace loopsim::sim {

// Elementary functions built from IEEE additions, products, quotients and square roots only, so that they return the
// same bits with every compiler, math library and processor. Relative error below 1e-14. They serve to fill
// tables; they are not fast.

// Natural logarithm of a finite x > 0.
double portable_log(double x);

// e to the power x, |x| <= 700.
double portable_exp(double x);

// The z that a standard normal variable exceeds with probability p, 0 < p <= 1/2.
double normal_upper_quantile(double p);

}  // namespace loopsim::sim
