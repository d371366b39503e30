// SPDX-License-Identifier: GPL-2.0
#include "models/page_cache.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "models/extent_map.hpp"
#include "models/file_counters.hpp"
#include "models/invariants.hpp"
#include "sim/distribution.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

constexpr sim::SimTime kUs = sim::kMicrosecond;

// kworker_command, worker_interference.
constexpr sim::SimTime kWorker = 1200 + 1600;

SystemSpec buffered(ReadWrite rw, int ios = 20) {
  SystemSpec spec = small_system(ios);
  spec.design.direct_io = false;
  spec.design.cached_fraction = 1;
  spec.job.rw = rw;
  return spec;
}

const PageCounters& pages(SystemRun& run) { return *run.system().backing()->page_counters(); }

sim::SimTime worker_time_of(const SystemSpec& spec) {
  SystemRun run(spec);
  run.start();
  run.open_after(1);  // the first may pay for the file's times
  run.finish();
  return run.stage_total(Stage::worker) / static_cast<sim::SimTime>(run.ios());
}

TEST(PageCacheTest, CachedReadIsACopyInTheWorker) {
  SystemRun run(buffered(ReadWrite::randread));
  run.run();
  EXPECT_EQ(run.stage_total(Stage::worker), 20 * (kWorker + 1350));  // buffered_read
  EXPECT_EQ(run.stage_total(Stage::device), 0);
  EXPECT_EQ(run.system().disk().commands(), 0U);
  EXPECT_EQ(run.counters().worker_commands, 20U);
  EXPECT_EQ(pages(run).hits, 20U);
  EXPECT_EQ(pages(run).misses, 0U);
}

TEST(PageCacheTest, CachedWriteIsACopyInTheWorkerAndLeavesTheDeviceAlone) {
  EXPECT_EQ(worker_time_of(buffered(ReadWrite::randwrite)), kWorker + 1900);  // buffered_write
  SystemRun run(buffered(ReadWrite::randwrite));
  run.run();
  // Far from the dirty limit, and nobody asked for a flush.
  EXPECT_EQ(run.system().disk().commands(), 0U);
  EXPECT_EQ(pages(run).written_back, 0U);
}

TEST(PageCacheTest, WholeBlockIsWrittenWithoutReadingIt) {
  SystemSpec spec = buffered(ReadWrite::randwrite);
  spec.design.cached_fraction = 0;
  EXPECT_EQ(worker_time_of(spec), kWorker + 540 + 1900);  // page_cache_add
}

TEST(PageCacheTest, PartOfABlockThatIsNotThereIsReadFirst) {
  SystemSpec spec = buffered(ReadWrite::randwrite, 16);
  spec.design.cached_fraction = 0;
  spec.job.bs = 512;
  spec.job.size = 16 * 512;
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(pages(run).misses, 2U);  // 16 sectors of two blocks
  EXPECT_EQ(pages(run).hits, 14U);
  EXPECT_EQ(run.system().disk().commands(), 2U);
}

// Two jobs of a cgroup, each with one read in flight: the worker waits for the device with one in hand, and the other
// waits for the worker. With two units, direct I/O has both on the device.
TEST(PageCacheTest, MissingReadBlocksTheWorkerForTheDevice) {
  SystemSpec spec = buffered(ReadWrite::randread, 10);
  spec.design.cached_fraction = 0;
  spec.device = disk_of(2);
  spec.job.numjobs = 2;
  spec.job.offset_increment = spec.job.size;
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(pages(run).misses, 20U);
  EXPECT_EQ(run.stage_total(Stage::device), 20 * kService);
  EXPECT_GE(run.ended_at(), 20 * kService);
  spec.design.direct_io = true;
  SystemRun direct(spec);
  direct.run();
  EXPECT_LT(direct.ended_at(), 20 * kService);
}

TEST(PageCacheTest, ReadPageStays) {
  SystemSpec spec = buffered(ReadWrite::randread, 10);
  spec.design.cached_fraction = 0;
  spec.job.time_based = true;
  SystemRun run(spec);
  run.run(10 * sim::kMillisecond);
  EXPECT_EQ(pages(run).misses, 10U);
  EXPECT_GT(run.ios(), 100U);
}

TEST(PageCacheTest, SequentialReaderReadsAhead) {
  SystemSpec spec = buffered(ReadWrite::read, 64);
  spec.design.cached_fraction = 0;
  SystemRun run(spec);
  run.run();
  // The first block alone, then 32 at a time.
  EXPECT_EQ(run.system().disk().commands(), 3U);
  EXPECT_EQ(pages(run).misses, 65U);
}

// Half of the limit is dirty when the flusher begins; with a device that takes a millisecond a run it is overtaken.
TEST(PageCacheTest, WriterSleepsAtTheDirtyLimit) {
  SystemSpec spec = buffered(ReadWrite::randwrite, 2000);
  spec.design.dirty_limit = 256 * kBlockBytes;
  spec.device.write_service = sim::Distribution::constant(sim::kMillisecond);
  SystemRun run(spec);
  run.start();
  run.open_after(0);
  std::uint64_t most = 0;
  while (run.core().step()) most = std::max(most, pages(run).written_back);
  run.stats().close(run.core().now());
  EXPECT_GT(pages(run).throttled, 100 * sim::kMillisecond);
  // What the writer is ahead of the writeback is never more than the limit.
  EXPECT_GE(most + 256, 2000U);
  // The flusher stopped at its own limit, half of the writer's.
  EXPECT_EQ(pages(run).written_back, 2000U - 128U);
  check_invariants(run.system(), run.core().now());
}

// The last dirty blocks may go by being discarded, and then no writeback ends that could wake the writer.
TEST(PageCacheTest, AThrottledWriterGoesOnWhenTheDirtyBlocksAreDiscarded) {
  SystemSpec spec = buffered(ReadWrite::write);
  spec.machine.cpus = 1;
  spec.design.backing = "block-device";
  spec.design.policy = "threaded";
  spec.design.file_size = std::uint64_t{1} << 20;
  spec.design.dirty_limit = kBlockBytes;
  spec.beside = spec.job;
  spec.beside->rw = ReadWrite::randtrim;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SystemRun run(spec, seed);
    run.run();
    ASSERT_EQ(run.ended().size(), 2U) << seed;
  }
}

TEST(PageCacheTest, SlowWriterIsNeverThrottled) {
  SystemSpec spec = buffered(ReadWrite::randwrite, 2000);
  spec.design.dirty_limit = 256 * kBlockBytes;
  spec.device = disk_of(16);
  spec.job.thinktime = 50 * kUs;
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(pages(run).throttled, 0);
  EXPECT_GE(pages(run).written_back, 1000U);
}

TEST(PageCacheTest, NeighboursAreWrittenBackTogether) {
  SystemSpec spec = buffered(ReadWrite::write, 64);
  spec.job.fsync = 64;
  spec.job.size = 65 * spec.job.bs;
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(run.stats().flushes(), 1U);
  EXPECT_EQ(pages(run).written_back, 64U);
  EXPECT_EQ(run.system().disk().commands(), 64U / 16U + 1U);  // and the flush
}

TEST(PageCacheTest, FlushWaitsForAllThatIsDirty) {
  for (const char* backing : {"xfs", "ext4", "block-device"}) {
    SystemSpec spec = buffered(ReadWrite::randwrite, 41);
    spec.design.backing = backing;
    spec.job.fsync = 10;
    SystemRun run(spec);
    run.start();
    run.open_after(0);
    while (run.stats().flushed_total() < 4) ASSERT_TRUE(run.core().step());
    EXPECT_EQ(pages(run).written_back, 40U) << backing;
    EXPECT_EQ(run.system().disk().completed(), run.system().disk().commands()) << backing;
    run.finish();
    check_invariants(run.system(), run.core().now());
  }
}

// Allocation is put off until a page is written back, conversion until it is on the device.
TEST(PageCacheTest, WritebackMapsASparseFile) {
  for (const char* backing : {"xfs", "ext4"}) {
    SystemSpec spec = buffered(ReadWrite::randwrite, 40);
    spec.design.backing = backing;
    spec.design.mapping = Mapping::sparse;
    SystemRun lazy(spec);
    lazy.run();
    EXPECT_EQ(lazy.system().backing()->counters()->allocations, 0U) << backing;
    spec.job.fsync = 39;
    SystemRun run(spec);
    run.run();
    EXPECT_EQ(run.system().backing()->extent_map()->count(BlockState::written), 39U) << backing;
    EXPECT_EQ(run.system().backing()->counters()->first_writes, 39U) << backing;
    EXPECT_EQ(run.eagain(), 0U);
  }
}

TEST(PageCacheTest, HoleIsReadWithoutTheDevice) {
  SystemSpec spec = buffered(ReadWrite::randread);
  spec.design.mapping = Mapping::sparse;
  spec.design.cached_fraction = 0;
  SystemRun run(spec);
  run.run();
  EXPECT_GT(run.system().backing()->counters()->hole_reads, 0U);
  EXPECT_EQ(run.system().disk().commands(), 0U);
  EXPECT_EQ(run.counters().failed, 0U);
}

// What is discarded need not be written back.
TEST(PageCacheTest, DiscardDropsDirtyPages) {
  SystemSpec spec = buffered(ReadWrite::write, 40);
  spec.beside = spec.job;
  spec.beside->rw = ReadWrite::trim;
  spec.beside->thinktime = 100 * kUs;
  spec.job.time_based = false;
  SystemRun run(spec);
  run.run();
  EXPECT_EQ(run.system().backing()->extent_map()->count(BlockState::hole), 40U);
  EXPECT_EQ(pages(run).written_back, 0U);
  EXPECT_EQ(run.system().disk().commands(), 0U);
}

}  // namespace
}  // namespace loopsim::models
