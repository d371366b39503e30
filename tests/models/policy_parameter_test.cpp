// SPDX-License-Identifier: GPL-2.0
#include <memory>
#include <stdexcept>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/policy.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

// A loop device of which nobody asks but the time.
class Clock final : public LoopView {
 public:
  sim::SimTime now() const override { return at; }
  bool backing_is_block_device() const override { return false; }
  std::int64_t blocking_writes() const override { return 0; }
  std::int64_t queued() const override { return 0; }
  std::int64_t in_flight() const override { return 0; }

  sim::SimTime at = 0;
};

std::unique_ptr<Policy> back_off_for(sim::SimTime pause) {
  std::unique_ptr<Policy> policy = PolicyRegistry::find("back-off")->create();
  for (const PolicyParameter& parameter : policy->parameters()) {
    if (parameter.name == "pause") parameter.value = pause;
  }
  return policy;
}

TEST(PolicyParameterTest, DefaultsLieWithinTheRanges) {
  int seen = 0;
  for (const PolicyRegistry::Entry& entry : PolicyRegistry::entries()) {
    const std::unique_ptr<Policy> policy = entry.create();
    for (const PolicyParameter& parameter : policy->parameters()) {
      EXPECT_LE(0, parameter.least) << entry.name << ' ' << parameter.name;
      EXPECT_LT(parameter.least, parameter.most) << entry.name << ' ' << parameter.name;
      EXPECT_LE(parameter.least, parameter.value) << entry.name << ' ' << parameter.name;
      EXPECT_LE(parameter.value, parameter.most) << entry.name << ' ' << parameter.name;
      ++seen;
    }
  }
  EXPECT_GT(seen, 0);
}

TEST(PolicyParameterTest, BelongsToOnePolicy) {
  const std::unique_ptr<Policy> one = back_off_for(5);
  const std::unique_ptr<Policy> other = PolicyRegistry::find("back-off")->create();
  EXPECT_EQ(one->parameters().front().value, 5);
  EXPECT_NE(other->parameters().front().value, 5);
}

TEST(BackOffPolicyTest, WritesPauseAfterARefusalAndReadsDoNot) {
  const std::unique_ptr<Policy> policy = back_off_for(100);
  Clock clock;
  clock.at = 1'000;
  const CommandView write{.op = Op::write};
  const CommandView read{.op = Op::read};
  ASSERT_TRUE(policy->attempts_nowait(write, clock));
  policy->on_eagain(write, Eagain::timestamp);
  clock.at = 1'099;
  EXPECT_FALSE(policy->attempts_nowait(write, clock));
  EXPECT_TRUE(policy->attempts_nowait(read, clock));
  clock.at = 1'100;
  EXPECT_TRUE(policy->attempts_nowait(write, clock));
}

// A sparse file refuses every attempt: the first one, and one more after every pause.
TEST(BackOffPolicyTest, PauseSetsTheRateOfRefusedAttempts) {
  const auto attempts_with = [](sim::SimTime pause) {
    SystemSpec spec = small_system(50);
    spec.design.policy = "back-off";
    spec.job.rw = ReadWrite::randwrite;
    spec.design.mapping = Mapping::sparse;
    spec.design.policy_parameters["pause"] = pause;
    SystemRun run(spec);
    run.run();
    EXPECT_EQ(run.counters().attempts, run.eagain());
    return run.counters().attempts;
  };
  EXPECT_EQ(attempts_with(sim::kSecond), 1U);
  const auto always = attempts_with(0);
  const auto sometimes = attempts_with(sim::kMillisecond);
  EXPECT_LT(1U, sometimes);
  EXPECT_LT(sometimes, always);
}

TEST(PolicyParameterTest, APolicyRefusesWhatItDoesNotHave) {
  SystemSpec spec = small_system(1);
  spec.design.policy = "nowait";
  spec.design.policy_parameters["pause"] = 1;
  EXPECT_THROW(SystemRun run(spec), std::invalid_argument);
}

}  // namespace
}  // namespace loopsim::models
