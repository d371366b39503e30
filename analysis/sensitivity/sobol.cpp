// SPDX-License-Identifier: GPL-2.0
#include "analysis/sensitivity/sobol.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "analysis/statistics.hpp"
#include "sim/random.hpp"

namespace loopsim::analysis {
namespace {

constexpr int kDraws = 1000;
constexpr double kTail = 0.025;

// Outputs at the samples A, at the samples B, and at A with one coordinate of B.
struct Samples {
  std::vector<double> a;
  std::vector<double> b;
  std::vector<std::vector<double>> mixed;  // by parameter
};

using Rows = std::vector<std::size_t>;  // which samples count, some of them more than once

double variance_of(const Samples& samples, const Rows& rows) {
  std::vector<double> all;
  for (const std::size_t row : rows) {
    all.push_back(samples.a[row]);
    all.push_back(samples.b[row]);
  }
  return sample_variance(all);
}

double first_index(const Samples& samples, std::size_t parameter, const Rows& rows, double variance) {
  double sum = 0;
  for (const std::size_t row : rows) {
    sum += samples.b[row] * (samples.mixed[parameter][row] - samples.a[row]);
  }
  return variance > 0 ? sum / static_cast<double>(rows.size()) / variance : 0;
}

double total_index(const Samples& samples, std::size_t parameter, const Rows& rows, double variance) {
  double sum = 0;
  for (const std::size_t row : rows) {
    const double change = samples.a[row] - samples.mixed[parameter][row];
    sum += change * change;
  }
  return variance > 0 ? sum / (2 * static_cast<double>(rows.size())) / variance : 0;
}

Samples sample(const CubeModel& model, std::size_t dimensions, std::size_t count) {
  // The origin would be the same point in A and in B.
  const scenarios::UnitPoints sequence = scenarios::sobol_sequence(count + 1, 2 * dimensions);
  scenarios::UnitPoints points;
  for (std::size_t block = 0; block < dimensions + 2; ++block) {
    for (std::size_t i = 1; i <= count; ++i) {
      const auto& both = sequence[i];
      const auto middle = both.begin() + static_cast<std::ptrdiff_t>(dimensions);
      std::vector<double> point(both.begin(), middle);
      if (block == 1) {
        point.assign(middle, both.end());
      } else if (block > 1) {
        point[block - 2] = both[dimensions + block - 2];
      }
      points.push_back(std::move(point));
    }
  }
  const std::vector<double> values = model(points);
  const auto part = [&](std::size_t block) {
    const auto start = values.begin() + static_cast<std::ptrdiff_t>(block * count);
    return std::vector<double>(start, start + static_cast<std::ptrdiff_t>(count));
  };
  Samples samples{part(0), part(1), {}};
  for (std::size_t parameter = 0; parameter < dimensions; ++parameter) {
    samples.mixed.push_back(part(parameter + 2));
  }
  return samples;
}

// The first estimator multiplies by the output itself, so a large mean would only add noise.
void center(Samples& samples, double mean) {
  const auto shift = [mean](std::vector<double>& values) {
    for (double& value : values) {
      value -= mean;
    }
  };
  shift(samples.a);
  shift(samples.b);
  for (std::vector<double>& values : samples.mixed) {
    shift(values);
  }
}

double mean_of(const Samples& samples) { return (mean(samples.a) + mean(samples.b)) / 2; }

Interval middle_of(std::vector<double>& drawn) {
  std::ranges::sort(drawn);
  const auto tail = static_cast<std::size_t>(kTail * kDraws);
  return {drawn[tail], drawn[drawn.size() - 1 - tail]};
}

}  // namespace

SobolResult sobol_indices(const CubeModel& model, std::size_t dimensions, std::size_t samples, std::uint64_t seed) {
  if (dimensions == 0 || dimensions > kMostSobolParameters || samples < 2) {
    throw std::invalid_argument(
        "Sobol indices need two samples, and from one parameter to half the dimensions that "
        "the sequence has");
  }
  Samples values = sample(model, dimensions, samples);
  Rows all(samples);
  std::iota(all.begin(), all.end(), std::size_t{0});
  SobolResult result{{}, mean_of(values), variance_of(values, all)};
  center(values, result.mean);

  std::vector<std::vector<double>> first(dimensions);
  std::vector<std::vector<double>> total(dimensions);
  sim::Random random = sim::stream(seed, 0, "sobol bootstrap", 0);
  Rows rows(samples);
  for (int draw = 0; draw < kDraws; ++draw) {
    for (std::size_t& row : rows) {
      row = random.below(samples);
    }
    const double variance = variance_of(values, rows);
    for (std::size_t parameter = 0; parameter < dimensions; ++parameter) {
      first[parameter].push_back(first_index(values, parameter, rows, variance));
      total[parameter].push_back(total_index(values, parameter, rows, variance));
    }
  }
  for (std::size_t parameter = 0; parameter < dimensions; ++parameter) {
    result.indices.push_back({{first_index(values, parameter, all, result.variance), middle_of(first[parameter])},
                              {total_index(values, parameter, all, result.variance), middle_of(total[parameter])}});
  }
  return result;
}

}  // namespace loopsim::analysis
