// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/sentences.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/explain/answer.hpp"
#include "analysis/explain/phrases.hpp"
#include "analysis/explain/resources.hpp"
#include "tests/analysis/explain/fake_facts.hpp"

namespace loopsim::analysis {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string binding_key(const CellFacts& facts) {
  const std::vector<Resource> all = resources(facts);
  const Resource* binding = binding_server(all);
  return binding == nullptr ? "" : binding->key;
}

TEST(Resources, TheKworkerComesBeforeTheCpuThatItOccupies) {
  const std::vector<Resource> all = resources(fake_workqueue());
  ASSERT_NE(binding_server(all), nullptr);
  EXPECT_EQ(binding_server(all)->key, "kworker");
  EXPECT_EQ(next_server(all, *binding_server(all))->key, "device");
  EXPECT_TRUE(std::ranges::is_sorted(all, std::ranges::greater{}, &Resource::busy));
}

TEST(Resources, WithoutAListThereIsNoSerialWorker) {
  CellFacts facts = fake_facts("threads", "threaded",
                               {{"iops", 479'000}, {"pool_lock_held_fraction", 0.957}, {"cpu_utilization", 0.944}});
  EXPECT_EQ(binding_key(facts), "pool_lock");
  facts.system.design.target = models::Target::raw;
  facts.metrics = MetricValues({{"iops", 1.0}, {"device_utilization", 0.87}, {"worker_active_fraction", 1.0}});
  EXPECT_EQ(binding_key(facts), "device");
}

TEST(Resources, EachCgroupHasAWorker) {
  CellFacts facts = fake_workqueue();
  facts.system.job.cgroups = 4;
  const std::vector<Resource> all = resources(facts);
  const auto workers = std::ranges::find(all, "kworker", &Resource::key);
  ASSERT_NE(workers, all.end());
  EXPECT_NEAR(workers->busy, 0.982 / 4, 1e-9);
  EXPECT_EQ(workers->name, "the 4 kworkers");
}

TEST(Resources, TagsAreFullBecauseOfSomethingElse) {
  CellFacts facts = fake_workqueue();
  const std::vector<Resource> all = resources(facts);
  const auto tags = std::ranges::find(all, "loop_tags", &Resource::key);
  ASSERT_NE(tags, all.end());
  EXPECT_EQ(tags->kind, Resource::Kind::pool);
  EXPECT_EQ(tags->busy, 1);
}

TEST(Resources, OfNothingAreNone) { EXPECT_EQ(binding_key(fake_facts("idle", "workqueue", {})), ""); }

TEST(Sentences, NameWhatBindsAndWhatIsNext) {
  EXPECT_THAT(explain(fake_workqueue()),
              Contains(AllOf(StartsWith("The single kworker is busy 98 % of the time, and that binds"),
                             HasSubstr("next are the device's 29 units at 19 %"), HasSubstr("all of that is work"))));
}

TEST(Sentences, TellAWorkerThatWorksFromOneThatWaits) {
  CellFacts facts = fake_facts("w", "workqueue",
                               {{"iops", 1000},
                                {"worker_active_fraction", 0.8},
                                {"worker_cpu_wait_fraction", 0.2},
                                {"worker_asleep_fraction", 0.4}});
  EXPECT_THAT(explain(facts), Contains(HasSubstr("waits for a CPU 25 % and sleeps 50 %")));
}

TEST(Sentences, SayThatNothingBinds) {
  EXPECT_THAT(explain(fake_facts("n", "nowait", {{"iops", 1000}, {"device_utilization", 0.3}})),
              Contains(StartsWith("Nothing is near its limit: the device's 29 units are busy 30 %")));
}

TEST(Sentences, SayThatCommandsAreTiedToUnitsWhereTheyWaitForThem) {
  const auto facts = [](models::Placement placement, double waits, double busy) {
    CellFacts cell = fake_facts(
        "n", "nowait",
        {{"iops", 1000}, {"device_utilization", busy}, {"stage_lower_wait_ns", waits}, {"stage_device_ns", 40'000}});
    cell.system.device.placement = placement;
    return cell;
  };
  const auto hashed = models::Placement::hashed;
  const auto tied = HasSubstr("placement: hashed");
  EXPECT_THAT(explain(facts(hashed, 40'000, 0.8)),
              Contains(AllOf(tied, HasSubstr("wait for theirs though the units idle 20 % of the time"))));
  EXPECT_THAT(explain(facts(models::Placement::shared, 40'000, 0.8)), Not(Contains(tied)));
  EXPECT_THAT(explain(facts(hashed, 1'000, 0.8)), Not(Contains(tied))) << "hardly any wait";
  EXPECT_THAT(explain(facts(hashed, 40'000, 0.99)), Not(Contains(tied))) << "no unit idles";
  CellFacts single = facts(hashed, 40'000, 0.8);
  single.system.device.units = 1;
  EXPECT_THAT(explain(single), Not(Contains(tied)));
}

TEST(Sentences, CountRefusals) {
  EXPECT_THAT(explain(fake_facts("n", "nowait",
                                 {{"iops", 1000},
                                  {"writes", 1000},
                                  {"attempts", 1000},
                                  {"eagain_fraction", 1},
                                  {"eagain_hole", 800},
                                  {"eagain_ilock", 200},
                                  {"stage_attempt_ns", 2000}})),
              Contains("Every NOWAIT attempt is refused (hole 80 % and ilock 20 %). An attempt takes its submitter "
                       "2.00 us and achieves nothing where it is refused."));
}

CellFacts with_ratio(CellFacts facts, double ratio, double half_width) {
  facts.ratio = Estimate{ratio, Interval{ratio - half_width, ratio + half_width}};
  return facts;
}

CellFacts fake_baseline() { return with_ratio(fake_workqueue(), 1, 0); }

TEST(Answer, SaysWhoWinsByHowMuchAndWhy) {
  const std::vector<CellFacts> cells = {
      fake_baseline(),
      with_ratio(fake_facts("new", "nowait", {{"iops", 588'000}, {"device_utilization", 0.81}}), 4.14, 0.05)};
  EXPECT_EQ(
      answer(cells),
      "Of the loop devices most I/O is done by new, 588.0 k IOPS: 4.14 times base (95 % interval 4.090 to 4.190). "
      "Under base the single kworker is busy 98 % of the time; under new the device's 29 units are busy 81 % of the "
      "time.");
}

TEST(Answer, ExplainsALossByTheAttemptsThatAreRefused) {
  const std::vector<CellFacts> cells = {fake_baseline(), with_ratio(fake_facts("new", "nowait",
                                                                               {{"iops", 130'000},
                                                                                {"attempts", 130'000},
                                                                                {"eagain_fraction", 1},
                                                                                {"eagain_hole", 130'000},
                                                                                {"worker_active_fraction", 0.97},
                                                                                {"cpu_utilization", 0.9},
                                                                                {"cpu_job_ns_per_io", 2300}}),
                                                                    0.92, 0.01)};
  EXPECT_EQ(answer(cells),
            "No other loop device beats base at 142.0 k IOPS: new does 8.0 % less than base. Under new 100 % of the "
            "NOWAIT attempts "
            "are refused (hole): the work is the kworker's all the same, and an I/O costs fio's jobs 2.30 us more CPU "
            "time on CPUs that are 90 % busy.");
}

TEST(Answer, DoesNotCallChanceADifference) {
  const std::vector<CellFacts> cells = {
      fake_baseline(),
      with_ratio(fake_facts("new", "workqueue", {{"iops", 142'500}, {"worker_active_fraction", 0.98}}), 1.003, 0.01)};
  EXPECT_THAT(answer(cells), HasSubstr("new does the same"));
}

TEST(Answer, TheBareDeviceIsNoCandidate) {
  CellFacts raw =
      with_ratio(fake_facts("raw", "workqueue", {{"iops", 640'000}, {"device_utilization", 0.9}}), 4.5, 0.1);
  raw.system.design.target = models::Target::raw;
  EXPECT_THAT(answer(std::vector{fake_baseline(), raw}), Not(HasSubstr("raw")));
}

// "Most I/O is done by dm-loop" was once the answer to what a policy of the loop driver gains.
TEST(Answer, WhatStandsInThePlaceOfALoopDeviceIsNoCandidate) {
  CellFacts dm_loop = with_ratio(fake_facts("dm-loop", "workqueue", {{"iops", 630'000}}), 4.4, 0.1);
  dm_loop.system.design.target = models::Target::dm_loop;
  const CellFacts loop = with_ratio(fake_facts("new", "nowait", {{"iops", 588'000}}), 4.14, 0.05);
  const std::string text = answer(std::vector{fake_baseline(), loop, dm_loop});
  EXPECT_THAT(text, StartsWith("Of the loop devices most I/O is done by new,"));
  EXPECT_THAT(text, HasSubstr(" Beside the loop device: dm-loop 630.0 k IOPS."));
  EXPECT_THAT(answer(std::vector{fake_baseline(), dm_loop}), StartsWith("Most I/O is done by dm-loop,"));
}

TEST(Phrases, DoNotRoundToAllOrNothing) {
  EXPECT_EQ(per_cent(0.998), "over 99 %");
  EXPECT_EQ(per_cent(1), "100 %");
  EXPECT_EQ(per_cent(0.001), "under 1 %");
  EXPECT_EQ(per_cent(0), "0 %");
  EXPECT_EQ(duration(950), "950 ns");
  EXPECT_EQ(duration(7046), "7.05 us");
  EXPECT_EQ(duration(1'353'700), "1.35 ms");
  EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
}

}  // namespace
}  // namespace loopsim::analysis
