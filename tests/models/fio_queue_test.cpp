// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/fio_job.hpp"
#include "tests/models/job_bench.hpp"

namespace loopsim::models {
namespace {

// Of the microsecond that a call with one I/O takes, so a further one takes 600 ns.
constexpr sim::SimTime kSystemCall = 400;
constexpr sim::SimTime kFurther = kUs - kSystemCall;

// When each I/O reached the file.
std::vector<sim::SimTime> issued_at(const FioJobSpec& job) {
  JobBench bench(job, kDelay, kSystemCall);
  bench.run();
  std::vector<sim::SimTime> at;
  for (const DelayFile::Issue& issue : bench.file().issues()) at.push_back(issue.at);
  EXPECT_EQ(bench.ended(), std::vector<int>{0});
  return at;
}

std::vector<sim::SimTime> first(std::vector<sim::SimTime> values, std::size_t count) {
  values.resize(count);
  return values;
}

// Some I/Os were submitted in one call, the first of them at that time.
void expect_one_call(const std::vector<sim::SimTime>& at, std::size_t begin, std::size_t end, sim::SimTime when) {
  ASSERT_LE(end, at.size());
  for (std::size_t i = begin; i < end; ++i) {
    EXPECT_EQ(at[i], when + static_cast<sim::SimTime>(i - begin) * kFurther) << i;
  }
}

TEST(FioBatchTest, CallIsPaidForOnce) {
  FioJobSpec job = job_of(IoEngine::libaio, 4, 4);
  job.iodepth_batch_submit = 4;
  expect_one_call(issued_at(job), 0, 4, kUs);
  job.ioengine = IoEngine::io_uring;
  EXPECT_EQ(issued_at(job).back(), kUs + 3 * kFurther);
  job.iodepth_batch_submit = 0;
  EXPECT_EQ(issued_at(job).back(), kUs + 3 * kFurther) << "0 is fio's word for iodepth";
}

TEST(FioBatchTest, RestOfTheDepthIsSubmittedBeforeFioWaits) {
  FioJobSpec job = job_of(IoEngine::libaio, 4, 4);
  job.iodepth_batch_submit = 3;
  EXPECT_EQ(issued_at(job),
            (std::vector<sim::SimTime>{kUs, kUs + kFurther, kUs + 2 * kFurther, 2 * kUs + 2 * kFurther}));
}

TEST(FioBatchTest, IoIsSubmittedWhenItsCallIs) {
  FioJobSpec job = job_of(IoEngine::libaio, 4, 4);
  job.iodepth_batch_submit = 4;
  JobBench bench(job, kDelay, kSystemCall);
  bench.run();
  // fio takes all of them up at 0, and the call returns to it at the same time.
  EXPECT_EQ(bench.stats().slat_total(), 4 * (kUs + 3 * kFurther));
}

// A batch alone changes the first filling only: later there is one place at a time to fill.
TEST(FioBatchTest, BatchWithoutReapingInBatchesIsOneIoACall) {
  FioJobSpec job = job_of(IoEngine::libaio, 2, 6);
  job.iodepth_batch_submit = 2;
  const std::vector<sim::SimTime> batched = issued_at(job);
  const sim::SimTime full = kUs + kFurther;
  EXPECT_EQ(first(batched, 2), (std::vector<sim::SimTime>{kUs, full}));
  EXPECT_EQ(batched[2], kUs + kDelay + 2 * kUs) << "reaped and submitted";
  EXPECT_EQ(batched[3], batched[2] + 2 * kUs);
}

TEST(FioBatchTest, WaitsForTheMinimumAndTakesItInOneCall) {
  FioJobSpec job = job_of(IoEngine::libaio, 4, 8);
  job.iodepth_batch_submit = job.iodepth_batch_complete_min = 4;
  // The fourth comes back; one call reaps four, one submits four.
  const sim::SimTime back = kUs + 3 * kFurther + kDelay;
  expect_one_call(issued_at(job), 4, 8, back + kUs + 3 * kFurther + kUs);
}

TEST(FioBatchTest, TakesWhatIsThereUpToTheMaximum) {
  FioJobSpec job = job_of(IoEngine::libaio, 8, 16);
  job.iodepth_batch_submit = 8;
  job.iodepth_batch_complete_max = 8;
  const std::vector<sim::SimTime> at = issued_at(job);
  // The first comes back alone; while it is reaped and its place filled the second, third and fourth do.
  const sim::SimTime alone = kUs + kDelay + 2 * kUs;
  EXPECT_EQ(at.at(8), alone);
  expect_one_call(at, 9, 12, alone + kUs + 2 * kFurther + kUs);
}

TEST(FioBatchTest, QueueDrainsToTheLowWaterMarkBeforeItIsFilled) {
  FioJobSpec job = job_of(IoEngine::libaio, 4, 7);
  job.iodepth_batch_submit = 4;
  job.iodepth_low = 1;
  // Three reaped in calls of their own as they come, each a further I/O's time after the last: the calls take longer.
  const sim::SimTime reaped = kUs + kDelay + 3 * kUs;
  expect_one_call(issued_at(job), 4, 7, reaped + kUs);
}

// fio keeps libaio's control blocks in a ring of iodepth; what wraps takes a second call.
TEST(FioBatchTest, NoCallOfLibaioWraps) {
  FioJobSpec job = job_of(IoEngine::libaio, 4, 9);
  job.iodepth_batch_submit = job.iodepth_batch_complete_min = 3;
  const std::vector<sim::SimTime> wraps = issued_at(job);
  // 3 and 1 fill the ring to its end; 3 more; then the end is one away.
  EXPECT_EQ(wraps[6] - wraps[5], kFurther);
  EXPECT_EQ(wraps[8] - wraps[7], kUs);
  job.ioengine = IoEngine::io_uring;
  const std::vector<sim::SimTime> together = issued_at(job);
  EXPECT_EQ(together[8] - together[7], kFurther);
}

TEST(FioBatchTest, ThinkingJobSubmitsBeforeItThinks) {
  FioJobSpec job = job_of(IoEngine::libaio, 4, 8);
  job.iodepth_batch_submit = 4;
  job.thinktime = 30 * kUs;
  const std::vector<sim::SimTime> at = issued_at(job);
  ASSERT_EQ(at.size(), 8U);
  EXPECT_LT(at[0], 30 * kUs);
  for (std::size_t i = 1; i < at.size(); ++i) EXPECT_GE(at[i] - at[i - 1], 30 * kUs);
}

RC_GTEST_PROP(FioBatchPropertyTest, EveryIoIsIssuedAndReapedOnceWithinTheDepth, ()) {
  FioJobSpec job = job_of(*rc::gen::element(IoEngine::libaio, IoEngine::io_uring), *rc::gen::inRange(1, 20),
                          *rc::gen::inRange<std::uint64_t>(1, 100));
  job.rw = *rc::gen::element(ReadWrite::read, ReadWrite::randwrite, ReadWrite::randrw);
  job.numjobs = *rc::gen::inRange(1, 4);
  job.iodepth_batch_submit = *rc::gen::inRange(0, job.iodepth + 1);
  job.iodepth_batch_complete_min = *rc::gen::inRange(1, job.iodepth + 1);
  job.iodepth_batch_complete_max = *rc::gen::element(0, job.iodepth);
  job.iodepth_low = *rc::gen::inRange(0, job.iodepth + 1);
  job.fsync = *rc::gen::element(0, 0, 3);
  const auto ios = static_cast<std::uint64_t>(job.numjobs) * job.size / job.bs;
  JobBench bench(job, *rc::gen::inRange<sim::SimTime>(1, 50'000), *rc::gen::inRange<sim::SimTime>(0, 2000));
  bench.run();
  RC_ASSERT(bench.file().most_in_flight() <= job.iodepth * job.numjobs);
  RC_ASSERT(bench.file().issues().size() == ios);
  RC_ASSERT(bench.stats().reaped_total() == ios);
  RC_ASSERT(bench.stats().in_flight_integral() == bench.stats().time_in_flight());
  RC_ASSERT(bench.ended().size() == static_cast<std::size_t>(job.numjobs));
}

}  // namespace
}  // namespace loopsim::models
