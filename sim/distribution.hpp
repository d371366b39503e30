// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/quantile_table.hpp"
#include "sim/random.hpp"
#include "sim/time.hpp"

namespace loopsim::sim {

// How long something takes: a probability distribution over whole nanoseconds >= 0. A value type; copies share
// their tables, and a draw allocates nothing. Parameters that leave no choice, such as a lognormal with cv 0, give
// the constant they amount to. The factories throw std::invalid_argument on parameters out of range.
class Distribution {
 public:
  // (probability, value in ns) pairs.
  using Quantiles = std::vector<std::pair<double, SimTime>>;

  // Always 0 ns.
  Distribution() = default;

  // Always `value` ns, value >= 0.
  static Distribution constant(SimTime value);

  // Every whole ns from lo to hi, both included, with the same probability; 0 <= lo <= hi.
  static Distribution uniform(SimTime lo, SimTime hi);

  // Mean in ns, >= 0.
  static Distribution exponential(SimTime mean);

  // Mean in ns, >= 0, and coefficient of variation (standard deviation / mean) in [0, 100]. These are the moments of
  // the result, not of its logarithm.
  static Distribution lognormal(SimTime mean, double cv);

  // At least two pairs: probabilities strictly increasing from 0 to 1, values >= 0 and not decreasing; linear between.
  static Distribution empirical(Quantiles quantiles);

  // One duration in ns. A constant takes nothing from the stream; the others take one number.
  SimTime draw(Random& random) const {
    if (const auto* constant = std::get_if<Constant>(&shape_)) {
      return constant->value;
    }
    // The number is passed on, not the stream: of one that is used but once, compilers then skip most of the seeding.
    return at(random.next());
  }

  // In ns, of the distribution as stated.
  double mean() const;

  // Standard deviation / mean; 0 when the mean is 0.
  double cv() const;

  bool is_constant() const { return std::holds_alternative<Constant>(shape_); }

  // The same shape with every duration multiplied by `factor`, finite and >= 0. Parameters are rounded to whole ns.
  Distribution scaled(double factor) const;

  // A form such as "56500ns", "uniform(1000ns, 2000ns)", "exponential(40000ns)", "lognormal(56500ns, cv 0.3)" or
  // "empirical(0: 100ns, 0.5: 200ns, 1: 900ns)".
  std::string to_string() const;

  friend bool operator==(const Distribution& a, const Distribution& b) { return a.shape_ == b.shape_; }

 private:
  struct Constant {
    SimTime value;

    SimTime at(std::uint64_t bits) const;
    double mean() const;
    double cv() const;
    Distribution scaled(double factor) const;
    std::string to_string() const;
    friend bool operator==(const Constant&, const Constant&) = default;
  };

  struct Uniform {
    SimTime lo;
    SimTime hi;

    SimTime at(std::uint64_t bits) const;
    double mean() const;
    double cv() const;
    Distribution scaled(double factor) const;
    std::string to_string() const;
    friend bool operator==(const Uniform&, const Uniform&) = default;
  };

  struct Exponential {
    SimTime mean_ns;
    std::shared_ptr<const QuantileTable> table;

    SimTime at(std::uint64_t bits) const;
    double mean() const;
    double cv() const;
    Distribution scaled(double factor) const;
    std::string to_string() const;
    friend bool operator==(const Exponential& a, const Exponential& b) { return a.mean_ns == b.mean_ns; }
  };

  struct Lognormal {
    SimTime mean_ns;
    double variation;
    std::shared_ptr<const QuantileTable> table;

    SimTime at(std::uint64_t bits) const;
    double mean() const;
    double cv() const;
    Distribution scaled(double factor) const;
    std::string to_string() const;
    friend bool operator==(const Lognormal& a, const Lognormal& b) {
      return a.mean_ns == b.mean_ns && a.variation == b.variation;
    }
  };

  struct Empirical {
    std::shared_ptr<const Quantiles> quantiles;

    SimTime at(std::uint64_t bits) const;
    double mean() const;
    double cv() const;
    Distribution scaled(double factor) const;
    std::string to_string() const;
    friend bool operator==(const Empirical& a, const Empirical& b) { return *a.quantiles == *b.quantiles; }
  };

  using Shape = std::variant<Constant, Uniform, Exponential, Lognormal, Empirical>;

  explicit Distribution(Shape shape) : shape_(std::move(shape)) {}

  static Distribution lognormal(SimTime mean, double cv, std::shared_ptr<const QuantileTable> table);

  // The value for 64 random bits.
  SimTime at(std::uint64_t bits) const;

  Shape shape_;
};

}  // namespace loopsim::sim
