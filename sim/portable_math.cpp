// SPDX-License-Identifier: GPL-2.0
#include "sim/portable_math.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace loopsim::sim {

namespace {

// ln 2 in two parts; the first has enough trailing zeros for its product with an exponent to be exact.
constexpr double kLn2High = 0x1.62e42fee00000p-1;  // NOLINT(modernize-use-std-numbers): cut on purpose.
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

using Coefficients = std::array<double, 8>;

double polynomial(const Coefficients& coefficients, double x) {
  double value = 0;
  for (std::size_t i = coefficients.size(); i-- > 0;) {
    value = value * x + coefficients[i];
  }
  return value;
}

// Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37 (1988),
// routine PPND16: one ratio of polynomials for the centre and two for the tail.
constexpr Coefficients kCentreNumerator = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                           1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                           3.3430575583588128105e4, 2.5090809287301226727e3};
constexpr Coefficients kCentreDenominator = {1.0,
                                             4.2313330701600911252e1,
                                             6.8718700749205790830e2,
                                             5.3941960214247511077e3,
                                             2.1213794301586595867e4,
                                             3.9307895800092710610e4,
                                             2.8729085735721942674e4,
                                             5.2264952788528545610e3};
constexpr Coefficients kTailNumerator = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                         3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                         2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr Coefficients kTailDenominator = {1.0,
                                           2.05319162663775882187e0,
                                           1.67638483018380384940e0,
                                           6.89767334985100004550e-1,
                                           1.48103976427480074590e-1,
                                           1.51986665636164571966e-2,
                                           5.47593808499534494600e-4,
                                           1.05075007164441684324e-9};
constexpr Coefficients kFarTailNumerator = {
    6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr Coefficients kFarTailDenominator = {1.0,
                                              5.99832206555887937690e-1,
                                              1.36929880922735805310e-1,
                                              1.48753612908506148525e-2,
                                              7.86869131145613259100e-4,
                                              1.84631831751005468180e-5,
                                              1.42151175831644588870e-7,
                                              2.04426310338993978564e-15};

}  // namespace

double portable_log(double x) {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < std::numbers::sqrt2 / 2) {
    mantissa *= 2;
    --exponent;
  }
  // ln m = 2 artanh s with |s| < 0.172: the terms beyond s^25 are below the last bit.
  constexpr int kLastPower = 25;
  const double s = (mantissa - 1) / (mantissa + 1);
  const double square = s * s;
  double series = 0;
  for (int power = kLastPower; power >= 1; power -= 2) {
    series = series * square + 1.0 / power;
  }
  return exponent * kLn2High + (2 * s * series + exponent * kLn2Low);
}

double portable_exp(double x) {
  const double exponent = std::floor(x / kLn2High + 0.5);
  const double rest = (x - exponent * kLn2High) - exponent * kLn2Low;
  // |rest| < 0.35: the Taylor terms beyond the 15th are below the last bit.
  constexpr int kLastTerm = 15;
  double series = 1;
  for (int term = kLastTerm; term >= 1; --term) {
    series = 1 + series * rest / term;
  }
  return std::ldexp(series, static_cast<int>(exponent));
}

double normal_upper_quantile(double p) {
  constexpr double kCentre = 0.425;
  constexpr double kCentreSquare = 0.180625;
  constexpr double kTailOrigin = 1.6;
  constexpr double kFarTailOrigin = 5;
  const double q = 0.5 - p;
  if (q <= kCentre) {
    const double r = kCentreSquare - q * q;
    return q * polynomial(kCentreNumerator, r) / polynomial(kCentreDenominator, r);
  }
  const double r = std::sqrt(-portable_log(p));
  if (r <= kFarTailOrigin) {
    return polynomial(kTailNumerator, r - kTailOrigin) / polynomial(kTailDenominator, r - kTailOrigin);
  }
  return polynomial(kFarTailNumerator, r - kFarTailOrigin) / polynomial(kFarTailDenominator, r - kFarTailOrigin);
}

}  // namespace loopsim::sim
