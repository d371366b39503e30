// SPDX-License-Identifier: GPL-2.0
#include "analysis/warm_up.hpp"

#include <cstddef>
#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace loopsim::analysis {
namespace {

using Rate = std::function<std::uint64_t(int)>;

// A run of one second in a thousand samples, whose i-th has rate(i) I/Os.
models::RunResult run_with(const Rate& rate) {
  models::RunResult run;
  run.window = sim::kSecond;
  for (int i = 0; i < 1000; ++i) {
    models::RunResult::Sample sample;
    sample.at = (i + 1) * sim::kMillisecond;
    sample.reads = rate(i) / 2;
    sample.writes = rate(i) - sample.reads;
    run.samples.push_back(sample);
  }
  return run;
}

models::FioJobSpec job_of(sim::SimTime runtime) {
  models::FioJobSpec job;
  job.runtime = runtime;
  return job;
}

const models::FioJobSpec kTimed = job_of(sim::kSecond);

std::uint64_t wobble(int i) { return i % 5 == 0 ? 1 : 0; }

std::string refusal(const models::FioJobSpec& job, const models::RunResult& run) {
  try {
    require_warmed_up(job, run);
  } catch (const WarmUpError& error) {
    return error.what();
  }
  return "";
}

TEST(WarmUp, IsWhereTheRateSettles) {
  const auto run = run_with([](int i) { return (i < 100 ? 500U : 1000U) + wobble(i); });
  const WarmUp found = warm_up(kTimed, run).value();
  EXPECT_EQ(found.cut, 100 * sim::kMillisecond);
  EXPECT_DOUBLE_EQ(found.fraction, 0.1);
  EXPECT_NEAR(found.shift, 1000.0 / 950 - 1, 1e-4);
  EXPECT_LT(found.p_value, 1e-6);
  EXPECT_EQ(refusal(kTimed, run), "");
}

TEST(WarmUp, IsNoneInASteadyRun) {
  const WarmUp found = warm_up(kTimed, run_with([](int) { return 1000; })).value();
  EXPECT_EQ(found.cut, 0);
  EXPECT_EQ(found.shift, 0);
}

TEST(WarmUp, OfMoreThanHalfIsRefused) {
  const auto run = run_with([](int i) { return (i < 600 ? 500U : 1000U) + wobble(i); });
  EXPECT_EQ(refusal(kTimed, run),
            "no answer: the rate of I/O settles only after 600ms of the 1s measured (MSER-5), more than half; the rest "
            "runs 42.8 % faster; raise ramp_time or runtime");
}

TEST(WarmUp, OfAGrowingRateIsRefused) {
  EXPECT_NE(refusal(kTimed, run_with([](int i) { return static_cast<std::uint64_t>(i); })), "");
}

TEST(WarmUp, ThatChangesLessThanOnePerCentIsNotRefused) {
  const auto run = run_with([](int i) { return (i < 600 ? 9950U : 10000U) + wobble(i); });
  EXPECT_GT(warm_up(kTimed, run)->fraction, 0.5);
  EXPECT_EQ(refusal(kTimed, run), "");
}

// A steady rate with a rare outlier, and a quiet end.
TEST(WarmUp, ThatIsAQuietEndIsNotRefused) {
  const auto run = run_with([](int i) { return (i == 500 || i == 602 ? 11000U : 1000U) + wobble(i); });
  EXPECT_GT(warm_up(kTimed, run)->fraction, 0.5);
  EXPECT_LT(warm_up(kTimed, run)->shift, -kWarmUpShift);
  EXPECT_EQ(refusal(kTimed, run), "");
}

TEST(WarmUp, IsNotSoughtWhereTheWorkHasAnEnd) {
  const auto run = run_with([](int i) { return i < 600 ? 500 : 1000; });
  EXPECT_FALSE(has_steady_state(job_of(0), run));
  EXPECT_FALSE(warm_up(job_of(0), run));
  EXPECT_EQ(refusal(job_of(0), run), "");
  EXPECT_FALSE(has_steady_state(job_of(2 * sim::kSecond), run));  // ended by its size
  EXPECT_EQ(refusal(job_of(2 * sim::kSecond), run), "");
}

// The first pass over a sparse file allocates; what follows overwrites, at another rate.
TEST(WarmUp, IsNotSoughtInAFirstPass) {
  auto run = run_with([](int i) { return i < 600 ? 500 : 1000; });
  EXPECT_TRUE(has_steady_state(kTimed, run));
  run.first_pass_time = 600 * sim::kMillisecond;
  EXPECT_FALSE(has_steady_state(kTimed, run));
  EXPECT_EQ(refusal(kTimed, run), "");
}

TEST(WarmUp, IsNotSoughtInTooFewSamplesOrWithoutIo) {
  models::RunResult run = run_with([](int) { return 0; });
  EXPECT_FALSE(warm_up(kTimed, run));
  run = run_with([](int) { return 10; });
  run.samples.resize(99);
  EXPECT_FALSE(warm_up(kTimed, run));
  run.samples.clear();
  EXPECT_FALSE(warm_up(kTimed, run));
}

}  // namespace
}  // namespace loopsim::analysis
