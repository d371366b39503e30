// SPDX-License-Identifier: GPL-2.0
#include "sim/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "sim/portable_math.hpp"

namespace loopsim::sim {

namespace {

// 146 years: any draw fits, and so does its sum with a time of the same size.
constexpr double kLongest = 0x1p62;
constexpr double kLargestCv = 100;

// A whole number whose mean is `value` >= 0: the low bits of the draw decide between the two neighbours.
SimTime whole(double value, std::uint64_t bits) {
  const double threshold = (static_cast<double>(bits & 0x7ff) + 0.5) * 0x1p-11;
  return static_cast<SimTime>(value + threshold);
}

SimTime scale(SimTime value, double factor) {
  const double product = static_cast<double>(value) * factor;
  if (!(factor >= 0 && product < kLongest)) {
    throw std::invalid_argument(fmt::format("cannot scale a duration of {}ns by {}", value, factor));
  }
  return static_cast<SimTime>(std::llround(product));
}

void require_not_negative(const char* what, SimTime value) {
  if (value < 0) {
    throw std::invalid_argument(fmt::format("{} must not be negative, found {}ns", what, value));
  }
}

void require_representable(SimTime mean, const QuantileTable& table) {
  if (static_cast<double>(mean) * table.max() >= kLongest) {
    throw std::invalid_argument(fmt::format("a mean of {}ns is too long for the tail of its distribution", mean));
  }
}

std::shared_ptr<const QuantileTable> exponential_table() {
  static const auto kTable = std::make_shared<const QuantileTable>([](double p) { return -portable_log(1 - p); },
                                                                   [](double p) { return -portable_log(p); });
  return kTable;
}

std::shared_ptr<const QuantileTable> lognormal_table(double cv) {
  const double sigma = std::sqrt(portable_log(1 + cv * cv));
  return std::make_shared<const QuantileTable>(
      [sigma](double p) { return portable_exp(-sigma * normal_upper_quantile(p)); },
      [sigma](double p) { return portable_exp(sigma * normal_upper_quantile(p)); });
}

void check_quantiles(const Distribution::Quantiles& quantiles) {
  if (quantiles.size() < 2 || quantiles.front().first != 0 || quantiles.back().first != 1) {
    throw std::invalid_argument("the quantiles must start at probability 0 and end at 1");
  }
  require_not_negative("a quantile", quantiles.front().second);
  for (std::size_t i = 1; i < quantiles.size(); ++i) {
    if (!(quantiles[i].first > quantiles[i - 1].first)) {
      throw std::invalid_argument("the probabilities of the quantiles must increase");
    }
    if (quantiles[i].second < quantiles[i - 1].second) {
      throw std::invalid_argument("the values of the quantiles must not decrease");
    }
  }
  if (static_cast<double>(quantiles.back().second) >= kLongest) {
    throw std::invalid_argument(fmt::format("a quantile of {}ns is too long", quantiles.back().second));
  }
}

}  // namespace

Distribution Distribution::constant(SimTime value) {
  require_not_negative("a constant duration", value);
  return Distribution(Constant{value});
}

Distribution Distribution::uniform(SimTime lo, SimTime hi) {
  require_not_negative("the lower bound of a uniform distribution", lo);
  if (lo > hi) {
    throw std::invalid_argument(fmt::format("a uniform distribution cannot go from {}ns down to {}ns", lo, hi));
  }
  return lo == hi ? constant(lo) : Distribution(Uniform{lo, hi});
}

Distribution Distribution::exponential(SimTime mean) {
  require_not_negative("the mean of an exponential distribution", mean);
  if (mean == 0) {
    return constant(0);
  }
  auto table = exponential_table();
  require_representable(mean, *table);
  return Distribution(Exponential{mean, std::move(table)});
}

Distribution Distribution::lognormal(SimTime mean, double cv) {
  require_not_negative("the mean of a lognormal distribution", mean);
  if (!(cv >= 0 && cv <= kLargestCv)) {
    throw std::invalid_argument(fmt::format("the cv of a lognormal must be from 0 to {}, found {}", kLargestCv, cv));
  }
  return cv == 0 || mean == 0 ? constant(mean) : lognormal(mean, cv, lognormal_table(cv));
}

Distribution Distribution::lognormal(SimTime mean, double cv, std::shared_ptr<const QuantileTable> table) {
  require_representable(mean, *table);
  return Distribution(Lognormal{mean, cv, std::move(table)});
}

Distribution Distribution::empirical(Quantiles quantiles) {
  check_quantiles(quantiles);
  if (quantiles.front().second == quantiles.back().second) {
    return constant(quantiles.front().second);
  }
  return Distribution(Empirical{std::make_shared<const Quantiles>(std::move(quantiles))});
}

SimTime Distribution::at(std::uint64_t bits) const {
  return std::visit([bits](const auto& shape) { return shape.at(bits); }, shape_);
}

double Distribution::mean() const {
  return std::visit([](const auto& shape) { return shape.mean(); }, shape_);
}

double Distribution::cv() const {
  return std::visit([](const auto& shape) { return shape.cv(); }, shape_);
}

Distribution Distribution::scaled(double factor) const {
  return std::visit([factor](const auto& shape) { return shape.scaled(factor); }, shape_);
}

std::string Distribution::to_string() const {
  return std::visit([](const auto& shape) { return shape.to_string(); }, shape_);
}

SimTime Distribution::Constant::at(std::uint64_t) const { return value; }

double Distribution::Constant::mean() const { return static_cast<double>(value); }

double Distribution::Constant::cv() const { return 0; }

Distribution Distribution::Constant::scaled(double factor) const { return constant(scale(value, factor)); }

std::string Distribution::Constant::to_string() const { return fmt::format("{}ns", value); }

SimTime Distribution::Uniform::at(std::uint64_t bits) const {
  return lo + static_cast<SimTime>(Random::below(static_cast<std::uint64_t>(hi - lo) + 1, bits));
}

double Distribution::Uniform::mean() const { return static_cast<double>(lo) + static_cast<double>(hi - lo) / 2; }

double Distribution::Uniform::cv() const {
  // n neighbouring whole numbers have the variance (n^2 - 1) / 12.
  constexpr double kVarianceDivisor = 12;
  const double values = static_cast<double>(hi - lo) + 1;
  return std::sqrt((values * values - 1) / kVarianceDivisor) / mean();
}

Distribution Distribution::Uniform::scaled(double factor) const {
  return uniform(scale(lo, factor), scale(hi, factor));
}

std::string Distribution::Uniform::to_string() const { return fmt::format("uniform({}ns, {}ns)", lo, hi); }

SimTime Distribution::Exponential::at(std::uint64_t bits) const {
  return whole(static_cast<double>(mean_ns) * table->at(bits), bits);
}

double Distribution::Exponential::mean() const { return static_cast<double>(mean_ns); }

double Distribution::Exponential::cv() const { return 1; }

Distribution Distribution::Exponential::scaled(double factor) const { return exponential(scale(mean_ns, factor)); }

std::string Distribution::Exponential::to_string() const { return fmt::format("exponential({}ns)", mean_ns); }

SimTime Distribution::Lognormal::at(std::uint64_t bits) const {
  return whole(static_cast<double>(mean_ns) * table->at(bits), bits);
}

double Distribution::Lognormal::mean() const { return static_cast<double>(mean_ns); }

double Distribution::Lognormal::cv() const { return variation; }

Distribution Distribution::Lognormal::scaled(double factor) const {
  const SimTime mean = scale(mean_ns, factor);
  return mean == 0 ? constant(0) : lognormal(mean, variation, table);
}

std::string Distribution::Lognormal::to_string() const {
  return fmt::format("lognormal({}ns, cv {})", mean_ns, variation);
}

SimTime Distribution::Empirical::at(std::uint64_t bits) const {
  const double probability = static_cast<double>(bits >> 11) * 0x1.0p-53;
  const auto above = std::upper_bound(quantiles->begin() + 1, quantiles->end() - 1, probability,
                                      [](double p, const auto& quantile) { return p < quantile.first; });
  const auto& [p0, v0] = *(above - 1);
  const auto& [p1, v1] = *above;
  const double fraction = (probability - p0) / (p1 - p0);
  return whole(static_cast<double>(v0) + static_cast<double>(v1 - v0) * fraction, bits);
}

double Distribution::Empirical::mean() const {
  double sum = 0;
  for (std::size_t i = 1; i < quantiles->size(); ++i) {
    const auto& [p0, v0] = (*quantiles)[i - 1];
    const auto& [p1, v1] = (*quantiles)[i];
    sum += (p1 - p0) * (static_cast<double>(v0) + static_cast<double>(v1)) / 2;
  }
  return sum;
}

double Distribution::Empirical::cv() const {
  const double centre = mean();
  double variance = 0;
  for (std::size_t i = 1; i < quantiles->size(); ++i) {
    const auto& [p0, v0] = (*quantiles)[i - 1];
    const auto& [p1, v1] = (*quantiles)[i];
    const double a = static_cast<double>(v0) - centre;
    const double b = static_cast<double>(v1) - centre;
    variance += (p1 - p0) * (a * a + a * b + b * b) / 3;
  }
  return std::sqrt(variance) / centre;
}

Distribution Distribution::Empirical::scaled(double factor) const {
  Quantiles result = *quantiles;
  for (auto& [probability, value] : result) {
    value = scale(value, factor);
  }
  return empirical(std::move(result));
}

std::string Distribution::Empirical::to_string() const {
  std::string text = "empirical(";
  const char* separator = "";
  for (const auto& [probability, value] : *quantiles) {
    text += fmt::format("{}{}: {}ns", separator, probability, value);
    separator = ", ";
  }
  return text + ")";
}

}  // namespace loopsim::sim
