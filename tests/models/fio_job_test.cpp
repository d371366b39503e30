// SPDX-License-Identifier: GPL-2.0
#include "models/fio_job.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/fio_stats.hpp"
#include "tests/models/job_bench.hpp"

namespace loopsim::models {
namespace {

// The first of the I/Os in flight would return after 100 us; by then up to 16 are issued, one a microsecond.
TEST(FioJobTest, InFlightReachesIodepthAndNeverExceedsIt) {
  for (const IoEngine engine : {IoEngine::libaio, IoEngine::io_uring, IoEngine::kbio}) {
    for (const int iodepth : {1, 2, 7, 16}) {
      JobBench bench(job_of(engine, iodepth, 200));
      bench.run();
      EXPECT_EQ(bench.file().most_in_flight(), iodepth);
    }
  }
}

TEST(FioJobTest, PsyncHasOneInFlightWhateverTheIodepth) {
  JobBench bench(job_of(IoEngine::psync, 8, 50));
  bench.run();
  EXPECT_EQ(bench.file().most_in_flight(), 1);
  EXPECT_EQ(bench.file().issues().size(), 50U);
  // A call is 1 us and the I/O; the next follows at once.
  EXPECT_EQ(bench.ended_at(), std::vector<sim::SimTime>{50 * (kUs + kDelay)});
}

// At iodepth 4: four calls, the I/O, then for each completion a reap and a submission. A slot's cycle is its submission
// call, the I/O, and the reap.
TEST(FioJobTest, SlotIsReusedAsSoonAsItsIoIsReaped) {
  JobBench bench(job_of(IoEngine::libaio, 4, 8));
  bench.run();
  ASSERT_EQ(bench.file().issues().size(), 8U);
  const std::vector<DelayFile::Issue>& issues = bench.file().issues();
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(issues[i].at, static_cast<sim::SimTime>(i + 1) * kUs);
  // The first completes at 101: reaped at 102, the next issued at 103. The second, completed at 102, has to wait for
  // that.
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(issues[4 + i].at, kDelay + static_cast<sim::SimTime>(3 + 2 * i) * kUs);
}

TEST(FioJobTest, SizeIsDoneAfterSizeByBs) {
  for (const IoEngine engine : {IoEngine::libaio, IoEngine::psync, IoEngine::kbio}) {
    FioJobSpec job = job_of(engine, 8, 33);
    job.rw = ReadWrite::randwrite;
    JobBench bench(job);
    bench.run();
    ASSERT_EQ(bench.file().issues().size(), 33U);
    EXPECT_EQ(bench.stats().writes(), 33U);
    EXPECT_EQ(bench.stats().bytes(), 33U * 4096U);
    std::set<std::uint64_t> blocks;
    for (const DelayFile::Issue& issue : bench.file().issues()) blocks.insert(issue.offset);
    EXPECT_EQ(blocks.size(), 33U) << "once over, each block once";
    EXPECT_EQ(bench.ended(), std::vector<int>{0});
    EXPECT_EQ(bench.jobs()[0].in_flight(), 0);
  }
}

TEST(FioJobTest, RuntimeCutsASizeShort) {
  JobBench bench(job_of(IoEngine::psync, 1, 1'000'000));
  bench.run(1010 * kUs);
  // Calls begin at 0, 101, ..., 1010 is the eleventh and too late.
  EXPECT_EQ(bench.file().issues().size(), 10U);
}

TEST(FioJobTest, TimeBasedJobWrapsUntilItsTimeIsOver) {
  FioJobSpec job = job_of(IoEngine::psync, 1, 3);
  job.time_based = true;
  JobBench bench(job);
  bench.run(1000 * kUs);
  std::vector<std::uint64_t> blocks;
  for (const DelayFile::Issue& issue : bench.file().issues()) blocks.push_back(issue.offset / 4096);
  // Calls begin at 0, 101, ..., 909.
  EXPECT_EQ(blocks, (std::vector<std::uint64_t>{0, 1, 2, 0, 1, 2, 0, 1, 2, 0}));
}

TEST(FioJobTest, NothingIsIssuedAfterTheEndAndTheLastIoIsWaitedFor) {
  FioJobSpec job = job_of(IoEngine::libaio, 4, 10);
  job.time_based = true;
  constexpr sim::SimTime kStop = 5000 * kUs;
  JobBench bench(job);
  bench.run(kStop);
  sim::SimTime last = 0;
  for (const DelayFile::Issue& issue : bench.file().issues()) last = std::max(last, issue.at);
  // fio looks at the clock before it reaps: 1 us for that, and 1 us for the call.
  EXPECT_LT(last, kStop + 2 * kUs);
  EXPECT_GT(last, kStop - kDelay - 10 * kUs);
  ASSERT_EQ(bench.ended().size(), 1U);
  EXPECT_GE(bench.ended_at()[0], last + kDelay);
  EXPECT_EQ(bench.stats().reaped_total(), bench.file().issues().size());
  EXPECT_EQ(bench.file().in_flight(), 0);
}

TEST(FioJobTest, PsyncJobThinksBetweenTwoIos) {
  FioJobSpec job = job_of(IoEngine::psync, 1, 5);
  job.thinktime = 500 * kUs;
  JobBench bench(job);
  bench.run();
  ASSERT_EQ(bench.file().issues().size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(bench.file().issues()[i].at, kUs + static_cast<sim::SimTime>(i) * (kUs + kDelay + 500 * kUs));
  }
}

// fio's handle_thinktime() reaps all that is in flight first (io_u_quiesce()), whatever the depth.
TEST(FioJobTest, QueuedJobThinksWithNothingInFlight) {
  FioJobSpec job = job_of(IoEngine::libaio, 8, 40);
  job.thinktime = 30 * kUs;
  JobBench bench(job);
  bench.run();
  EXPECT_EQ(bench.file().most_in_flight(), 1);
  ASSERT_EQ(bench.file().issues().size(), 40U);
  for (std::size_t i = 0; i < 40; ++i) {
    EXPECT_EQ(bench.file().issues()[i].at, kUs + static_cast<sim::SimTime>(i) * (kUs + kDelay + kUs + 30 * kUs));
  }
}

TEST(FioJobTest, JobsWalkTheirOwnRegionsWithOffsetIncrement) {
  FioJobSpec job = job_of(IoEngine::psync, 1, 4);
  job.numjobs = 3;
  job.offset_increment = std::uint64_t{100} * 4096;
  job.cgroups = 2;
  JobBench bench(job);
  bench.run();
  std::multiset<std::uint64_t> blocks;
  for (const DelayFile::Issue& issue : bench.file().issues()) {
    const std::uint64_t block = issue.offset / 4096;
    blocks.insert(block);
    EXPECT_EQ(issue.cgroup, static_cast<int>(block / 100 % 2)) << "job j is in cgroup j modulo 2";
    EXPECT_EQ(issue.bytes, 4096U);
  }
  EXPECT_EQ(blocks, (std::multiset<std::uint64_t>{0, 1, 2, 3, 100, 101, 102, 103, 200, 201, 202, 203}));
  EXPECT_EQ(std::multiset<int>(bench.ended().begin(), bench.ended().end()), (std::multiset<int>{0, 1, 2}));
}

// Each job walks the same blocks: fio's sequential jobs all start at offset 0.
TEST(FioJobTest, JobsWithoutOffsetIncrementWalkTheSameBlocks) {
  FioJobSpec job = job_of(IoEngine::psync, 1, 3);
  job.numjobs = 2;
  JobBench bench(job);
  bench.run();
  std::multiset<std::uint64_t> blocks;
  for (const DelayFile::Issue& issue : bench.file().issues()) blocks.insert(issue.offset / 4096);
  EXPECT_EQ(blocks, (std::multiset<std::uint64_t>{0, 0, 1, 1, 2, 2}));
}

TEST(FioJobTest, CycleAtDepthOneIsTheSumOfBothCallsAndTheIo) {
  JobBench bench(job_of(IoEngine::libaio, 1, 10));
  bench.run();
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(bench.file().issues()[i].at, kUs + static_cast<sim::SimTime>(i) * (kUs + kDelay + kUs));
  }
  // The submission call is submission latency; the I/O and the reap are completion latency.
  EXPECT_EQ(bench.stats().slat_total(), 10 * kUs);
  EXPECT_EQ(bench.stats().read_clat().min(), kDelay + kUs);
  EXPECT_EQ(bench.stats().read_clat().max(), kDelay + kUs);
}

// The generator spins before the I/O begins, and has no call to make when it has ended.
TEST(FioJobTest, GeneratorsCycleAtDepthOneIsItsSpinAndTheIo) {
  JobBench bench(job_of(IoEngine::kbio, 1, 10));
  bench.run();
  ASSERT_EQ(bench.file().issues().size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(bench.file().issues()[i].at, kUs + static_cast<sim::SimTime>(i) * (kUs + kDelay));
  }
  EXPECT_EQ(bench.stats().slat_total(), 0);
  EXPECT_EQ(bench.stats().read_clat().min(), kDelay);
  EXPECT_EQ(bench.stats().read_clat().max(), kDelay);
}

// The end of an I/O frees its slot at once, and the thread spins for the next one.
TEST(FioJobTest, GeneratorIssuesASpinAfterAnIoEnds) {
  JobBench bench(job_of(IoEngine::kbio, 4, 8));
  bench.run();
  ASSERT_EQ(bench.file().issues().size(), 8U);
  const std::vector<DelayFile::Issue>& issues = bench.file().issues();
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(issues[i].at, static_cast<sim::SimTime>(i + 1) * kUs);
  // The first ends at 101, the second at 102, when the thread has spun for the first one's place.
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(issues[4 + i].at, kDelay + static_cast<sim::SimTime>(2 + i) * kUs);
}

TEST(FioJobTest, GeneratorStopsInTimeAndWaitsForTheLastIo) {
  FioJobSpec job = job_of(IoEngine::kbio, 4, 10);
  job.time_based = true;
  JobBench bench(job);
  bench.run(5000 * kUs);
  sim::SimTime last = 0;
  for (const DelayFile::Issue& issue : bench.file().issues()) last = std::max(last, issue.at);
  EXPECT_LT(last, 5000 * kUs + kUs);
  EXPECT_GT(last, 5000 * kUs - kDelay - 4 * kUs);
  EXPECT_EQ(bench.ended_at(), std::vector<sim::SimTime>{last + kDelay});
  EXPECT_EQ(bench.file().in_flight(), 0);
}

RC_GTEST_PROP(FioJobPropertyTest, EveryIoIsIssuedAndReapedOnceWithinTheDepth, ()) {
  FioJobSpec job = job_of(*rc::gen::element(IoEngine::libaio, IoEngine::io_uring, IoEngine::psync, IoEngine::kbio),
                          *rc::gen::inRange(1, 20), *rc::gen::inRange<std::uint64_t>(1, 100));
  job.rw = *rc::gen::element(ReadWrite::read, ReadWrite::randwrite, ReadWrite::rw, ReadWrite::randrw);
  job.numjobs = *rc::gen::inRange(1, 5);
  const auto jobs = static_cast<std::uint64_t>(job.numjobs);
  JobBench bench(job, *rc::gen::inRange<sim::SimTime>(1, 50'000));
  bench.run();
  const int depth = job.ioengine == IoEngine::psync ? 1 : job.iodepth;
  RC_ASSERT(bench.file().most_in_flight() <= depth * job.numjobs);
  RC_ASSERT(bench.file().issues().size() == jobs * job.size / job.bs);
  RC_ASSERT(bench.stats().issued_total() == bench.file().issues().size());
  RC_ASSERT(bench.stats().reaped_total() == bench.file().issues().size());
  RC_ASSERT(bench.stats().reads() + bench.stats().writes() == bench.file().issues().size());
  RC_ASSERT(bench.stats().in_flight_integral() == bench.stats().time_in_flight());
  RC_ASSERT(bench.ended().size() == jobs);
}

}  // namespace
}  // namespace loopsim::models
