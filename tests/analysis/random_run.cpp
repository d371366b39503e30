// SPDX-License-Identifier: GPL-2.0
#include "tests/analysis/random_run.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "analysis/run_fields.hpp"

namespace loopsim::analysis {
namespace {

using Sample = models::RunResult::Sample;

template <typename Number>
  requires std::is_arithmetic_v<Number>
void fill(Number& value, sim::Random& random, unsigned bits) {
  if constexpr (std::is_floating_point_v<Number>) {
    value = random.uniform();
  } else {
    value = static_cast<Number>(random.next() >> (64 - bits));
  }
}

template <typename Number, std::size_t size>
void fill(std::array<Number, size>& values, sim::Random& random, unsigned bits) {
  for (Number& value : values) {
    fill(value, random, bits);
  }
}

void fill(sim::Histogram& histogram, sim::Random& random, unsigned /*bits*/) {
  for (std::uint64_t values = random.below(50); values > 0; --values) {
    histogram.record(static_cast<sim::SimTime>(random.next() >> (20 + random.below(44))));
  }
}

template <typename Value>
void fill(std::vector<Value>& values, sim::Random& random, unsigned bits) {
  values.resize(3);
  for (Value& value : values) {
    fill(value, random, bits);
  }
}

void fill(std::vector<models::JobResult>& jobs, sim::Random& random, unsigned bits) {
  jobs.resize(random.below(4));
  for (models::JobResult& job : jobs) {
    visit_job_fields([&](auto field) { fill(job.*field, random, bits); });
  }
}

void fill(std::vector<Sample>& samples, sim::Random& random, unsigned bits) {
  samples.resize(random.below(5));
  for (Sample& sample : samples) {
    visit_sample_fields([&](auto field) { fill(sample.*field, random, bits); });
  }
}

template <typename T>
bool equal(const T& a, const T& b) {
  return a == b;
}

bool equal(const std::vector<models::JobResult>& a, const std::vector<models::JobResult>& b) {
  return std::ranges::equal(a, b, [](const models::JobResult& x, const models::JobResult& y) {
    bool all = true;
    visit_job_fields([&](auto field) { all = all && x.*field == y.*field; });
    return all;
  });
}

bool equal(const std::vector<Sample>& a, const std::vector<Sample>& b) {
  return std::ranges::equal(a, b, [](const Sample& x, const Sample& y) {
    bool all = true;
    visit_sample_fields([&](auto field) { all = all && x.*field == y.*field; });
    return all;
  });
}

}  // namespace

models::RunResult random_run(sim::Random& random, unsigned bits) {
  models::RunResult run;
  visit_fields([&](auto field) { fill(run.*field, random, bits); });
  return run;
}

bool same(const models::RunResult& a, const models::RunResult& b) {
  bool all = true;
  visit_fields([&](auto field) { all = all && equal(a.*field, b.*field); });
  return all;
}

}  // namespace loopsim::analysis
