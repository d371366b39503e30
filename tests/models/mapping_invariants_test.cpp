// SPDX-License-Identifier: GPL-2.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/extent_map.hpp"
#include "models/file_counters.hpp"
#include "models/invariants.hpp"
#include "models/loop_device.hpp"
#include "sim/distribution.hpp"
#include "tests/models/any_system.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/watched_file.hpp"

namespace loopsim::models {
namespace {

// What must hold of any loop device on a file whose mapping changes under it.

// `spec` with its file watched.
class WatchedRun {
 public:
  explicit WatchedRun(SystemSpec spec) : run_((WatchedFile::install(), watched(std::move(spec)))) {}

  SystemRun& run() { return run_; }
  WatchedFile& file() { return dynamic_cast<WatchedFile&>(*run_.system().backing()); }
  const ExtentMap& map() { return *file().extent_map(); }
  const FileCounters& counters() { return *file().counters(); }
  LockWait waits_for(MapLockUse use) { return counters().lock_waits[static_cast<std::size_t>(use)]; }

 private:
  static SystemSpec watched(SystemSpec spec) {
    spec.design.backing = "watched-" + spec.design.backing;
    return spec;
  }

  SystemRun run_;
};

SystemSpec any_file_system() {
  SystemSpec spec = any_mapped_system();
  spec.design.backing = *rc::gen::element<std::string>("xfs", "ext4");
  return spec;
}

bool has_list_for_each_cgroup(const SystemSpec& spec) { return spec.design.policy != "threaded"; }

RC_GTEST_PROP(AnyWorkerTest, HasOneCommandOfACgroupInHandAtATime, ()) {
  SystemSpec spec = any_mapped_system();
  spec.design.policy = *rc::gen::element<std::string>("workqueue", "nowait", "nowait-hint");
  WatchedRun watched(spec);
  watched.run().run();
  RC_ASSERT(watched.file().most_inside() <= 1);
  RC_ASSERT(watched.file().attempts() == watched.run().counters().attempts);
}

// The counter of 6/6 is the writes that wait on a list and those being submitted, at every instant.
RC_GTEST_PROP(BlockingWritesTest, AreThoseQueuedAndBeingSubmitted, ()) {
  SystemSpec spec = any_mapped_system();
  const bool writes_only = *rc::gen::arbitrary<bool>();
  if (writes_only) spec.job.rw = *rc::gen::element(ReadWrite::write, ReadWrite::randwrite);
  WatchedRun watched(spec);
  LoopDevice& loop = watched.run().loop();
  watched.run().start();
  watched.run().open_after(0);
  while (watched.run().core().step()) {
    RC_ASSERT(loop.blocking_writes() >= watched.file().writes_inside());
    if (!writes_only) continue;
    RC_ASSERT(loop.blocking_writes() >= loop.queued() + watched.file().writes_inside());
    if (!has_list_for_each_cgroup(spec)) continue;
    // A worker has one command in hand.
    RC_ASSERT(loop.blocking_writes() <= loop.queued() + spec.job.cgroups);
  }
  RC_ASSERT(loop.blocking_writes() == 0);
}

std::uint64_t total(const ExtentMap& map) {
  std::uint64_t sum = 0;
  for (std::size_t state = 0; state < kBlockStates; ++state) sum += map.count(static_cast<BlockState>(state));
  return sum;
}

// Counted block by block. What can be told of extents from outside: a change of state ends one.
void expect_counts(const ExtentMap& map) {
  std::array<std::uint64_t, kBlockStates> counts{};
  std::uint64_t stretches = 0;
  for (std::uint64_t block = 0; block < map.blocks(); ++block) {
    const BlockState state = map.state(block);
    ++counts[static_cast<std::size_t>(state)];
    if (state != BlockState::hole && (block == 0 || map.state(block - 1) != state)) ++stretches;
  }
  for (std::size_t state = 0; state < kBlockStates; ++state) {
    RC_ASSERT(map.count(static_cast<BlockState>(state)) == counts[state]);
  }
  RC_ASSERT(total(map) == map.blocks());
  RC_ASSERT(map.extents() >= stretches);
  RC_ASSERT(map.extents() <= map.blocks() - map.count(BlockState::hole));
}

RC_GTEST_PROP(AnyMappingTest, BlocksWrittenAreThoseOfTheBeginningAndTheFirstWrites, ()) {
  const SystemSpec spec = any_file_system();
  WatchedRun watched(spec);
  const std::uint64_t written = watched.map().count(BlockState::written);
  const std::uint64_t unwritten = watched.map().count(BlockState::unwritten);
  watched.run().run();
  expect_counts(watched.map());
  RC_ASSERT(watched.map().count(BlockState::written) == written + watched.counters().first_writes);
  // What is allocated is converted before its write ends.
  RC_ASSERT(watched.map().count(BlockState::unwritten) <= unwritten);
  RC_ASSERT(watched.counters().punches == 0U);
  check_invariants(watched.run().system(), watched.run().core().now());
}

RC_GTEST_PROP(AnyMappingTest, NoBlockIsFirstWrittenTwice, ()) {
  const SystemSpec spec = any_file_system();
  WatchedRun watched(spec);
  const std::uint64_t reach =
      (spec.job.size + spec.job.offset_increment * static_cast<std::uint64_t>(spec.job.numjobs - 1)) / kBlockBytes;
  std::uint64_t expected = 0;
  std::uint64_t beyond = 0;
  for (std::uint64_t block = 0; block < watched.map().blocks(); ++block) {
    if (watched.map().state(block) != BlockState::written) ++(block < reach ? expected : beyond);
  }
  watched.run().run();
  const FileCounters& counters = watched.counters();
  RC_ASSERT(counters.first_writes <= expected);
  // Every job visits each block of its region once, so that writers leave none out.
  const bool writes_only = spec.job.rw == ReadWrite::write || spec.job.rw == ReadWrite::randwrite;
  if (writes_only) {
    RC_ASSERT(counters.first_writes == expected);
    RC_ASSERT(watched.map().blocks() - watched.map().count(BlockState::written) == beyond);
  }
}

RC_GTEST_PROP(AnyMappingTest, ConversionsAreTheWritesThatMetUnwrittenOrNewBlocks, ()) {
  WatchedRun watched(any_file_system());
  watched.run().run();
  const FileCounters& counters = watched.counters();
  RC_ASSERT(counters.conversions == watched.file().to_convert());
  RC_ASSERT(counters.conversions <= watched.run().stats().writes());
  RC_ASSERT(counters.allocations <= counters.conversions);
  RC_ASSERT(counters.splits <= counters.conversions - counters.allocations);
  // The lock of the mapping is taken exclusively once for each.
  RC_ASSERT(watched.waits_for(MapLockUse::allocate).requests == counters.allocations + counters.splits);
  RC_ASSERT(watched.waits_for(MapLockUse::convert).requests == counters.conversions);
}

// Jobs on regions of their own, once over a file without a block: nothing that NOWAIT tries can succeed.
SystemSpec any_first_pass() {
  SystemSpec spec = any_file_system();
  spec.design.mapping = Mapping::sparse;
  spec.job.rw = *rc::gen::element(ReadWrite::write, ReadWrite::randwrite);
  spec.job.offset_increment = spec.job.size;
  spec.design.file_size = spec.job.size * static_cast<std::uint64_t>(spec.job.numjobs);
  return spec;
}

RC_GTEST_PROP(AnyFirstPassTest, EveryAttemptOnASparseFileIsRefused, ()) {
  SystemSpec spec = any_first_pass();
  spec.design.policy = "nowait";
  WatchedRun watched(spec);
  watched.run().run();
  const LoopCounters& counters = watched.run().counters();
  RC_ASSERT(counters.attempts == watched.run().stats().writes());
  RC_ASSERT(watched.run().eagain() == counters.attempts);
  RC_ASSERT(counters.worker_commands == counters.attempts);
}

// Allocation in whoever submits, conversion in the completion worker.
RC_GTEST_PROP(AnyFirstPassTest, EveryWriteTakesTheMapLockExclusivelyTwice, ()) {
  WatchedRun watched(any_first_pass());
  watched.run().run();
  const std::uint64_t writes = watched.run().stats().writes();
  RC_ASSERT(watched.waits_for(MapLockUse::allocate).requests == writes);
  RC_ASSERT(watched.waits_for(MapLockUse::convert).requests == writes);
  RC_ASSERT(watched.map().all_written());
}

std::uint64_t digest_of(const SystemSpec& spec) {
  WatchedRun watched(spec);
  watched.run().run();
  return watched.run().core().digest();
}

// The queue's blocking flag apart, which costs a submitter some nanoseconds.
RC_GTEST_PROP(BufferedModeTest, IsTheSameUnderEveryPolicyOfTheSeries, ()) {
  SystemSpec spec = any_file_system();
  spec.design.direct_io = false;
  spec.machine.costs.dispatch_srcu = spec.machine.costs.dispatch_rcu;
  spec.design.policy = "workqueue";
  const std::uint64_t workqueue = digest_of(spec);
  spec.design.policy = "nowait";
  RC_ASSERT(digest_of(spec) == workqueue);
  spec.design.policy = "nowait-hint";
  RC_ASSERT(digest_of(spec) == workqueue);
}

// A job that writes a file from its first block to its last, again and again.
SystemSpec overwriting(const std::string& policy, ReadWrite rw, Mapping mapping) {
  constexpr int kBlocks = 4000;
  SystemSpec spec = small_system(kBlocks);
  spec.design.policy = policy;
  spec.design.mapping = mapping;
  spec.design.file_size = spec.job.size;
  spec.device.units = 8;
  spec.device.write_service = sim::Distribution::exponential(kService);
  spec.job.rw = rw;
  spec.job.iodepth = 8;
  return spec;
}

struct Rate {
  double ios;
  double time;
  double value() const { return ios / time; }
};

Rate run_of(SystemSpec spec, sim::SimTime length) {
  spec.job.time_based = length != sim::kNever;
  SystemRun run(spec);
  run.run(length);
  return {static_cast<double>(run.ios()), static_cast<double>(run.ended_at())};
}

class ClosedFormTest : public ::testing::TestWithParam<std::tuple<std::string, ReadWrite>> {};

// A run of fixed length over a sparse file is F blocks at the rate of a first pass, and then overwriting.
TEST_P(ClosedFormTest, RunIsAFirstPassAndAnOverwrite) {
  const auto& [policy, rw] = GetParam();
  constexpr sim::SimTime kLength = 300 * sim::kMillisecond;
  const Rate first = run_of(overwriting(policy, rw, Mapping::sparse), sim::kNever);
  const Rate overwrite = run_of(overwriting(policy, rw, Mapping::written), kLength);
  const Rate both = run_of(overwriting(policy, rw, Mapping::sparse), kLength);
  ASSERT_LT(first.time, 0.7 * kLength);
  ASSERT_GT(overwrite.value(), 1.1 * first.value()) << "the two phases must differ for the test to mean anything";
  const double expected = first.ios + (both.time - first.ios / first.value()) * overwrite.value();
  EXPECT_NEAR(both.ios, expected, 0.02 * expected);
}

INSTANTIATE_TEST_SUITE_P(Policies, ClosedFormTest,
                         ::testing::Combine(::testing::Values("workqueue", "nowait", "nowait-hint", "threaded"),
                                            ::testing::Values(ReadWrite::write, ReadWrite::randwrite)));

}  // namespace
}  // namespace loopsim::models
