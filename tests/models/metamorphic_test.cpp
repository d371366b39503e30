// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/extent_map.hpp"
#include "models/invariants.hpp"
#include "models/kernel.hpp"
#include "models/loop_device.hpp"
#include "models/worker_pool.hpp"
#include "sim/distribution.hpp"
#include "tests/models/any_system.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

// What must hold between the results of two runs, or in any run, whatever the parameters.

constexpr sim::SimTime kUs = sim::kMicrosecond;

// Any loop device, with what else it does: flushes and discards, and I/O through the page cache.
SystemSpec any_operations() {
  SystemSpec spec = any_loop_system();
  spec.design.mapping = *rc::gen::element(Mapping::written, Mapping::unwritten, Mapping::sparse);
  spec.design.file_size = std::uint64_t{1} << 20;
  spec.design.direct_io = *rc::gen::arbitrary<bool>();
  spec.design.cached_fraction = *rc::gen::element(0.0, 0.5, 1.0);
  spec.design.dirty_limit = kBlockBytes * *rc::gen::element<std::uint64_t>(1, 2, 16, 1000);
  spec.design.counter_drift = *rc::gen::arbitrary<bool>();
  spec.job.bs = *rc::gen::element<std::uint64_t>(512, 4096, 16'384);
  spec.job.size = 20 * spec.job.bs;
  spec.job.fsync = *rc::gen::element(0, 1, 3);
  if (*rc::gen::arbitrary<bool>()) {
    spec.design.upper = "none";
    spec.beside = spec.job;
    spec.beside->bs = 4096;
    spec.beside->size = 20 * 4096;
    spec.beside->rw = *rc::gen::element(ReadWrite::trim, ReadWrite::randtrim);
  }
  return spec;
}

RC_GTEST_PROP(AnySystemTest, FinishesWithEveryOperation, ()) {
  const SystemSpec spec = any_operations();
  SystemRun run(spec);
  run.run();
  const auto jobs = static_cast<std::uint64_t>(spec.job.numjobs);
  RC_ASSERT(run.ended().size() == jobs * (spec.beside ? 2 : 1));
  RC_ASSERT(run.ios() == 20 * jobs);
  RC_ASSERT(run.counters().failed == 0U);
  check_invariants(run.system(), run.core().now());
}

std::uint64_t digest_of(const SystemSpec& spec, std::uint64_t seed = 1) {
  SystemRun run(spec, seed);
  run.run();
  return run.core().digest();
}

RC_GTEST_PROP(AnySystemTest, FinishesAndKeepsEveryLaw, ()) {
  const SystemSpec spec = any_mapped_system();
  SystemRun run(spec);
  run.run();
  RC_ASSERT(run.ended().size() == static_cast<std::size_t>(spec.job.numjobs));
  RC_ASSERT(run.ios() == static_cast<std::uint64_t>(spec.job.numjobs) * spec.job.size / spec.job.bs);
  RC_ASSERT(run.counters().failed == 0U);
  check_invariants(run.system(), run.core().now());
}

RC_GTEST_PROP(AnySystemTest, StagesSumToTheLatencyThatFioSaw, ()) {
  SystemRun run(any_mapped_system());
  run.run();
  const std::int64_t seen = run.stats().slat_total() + run.stats().read_clat().sum() + run.stats().write_clat().sum();
  RC_ASSERT(run.latency_total() == seen);
}

RC_GTEST_PROP(AnySystemTest, TagsNeverExceedTheQueuesAndBlockingWritesReturnToZero, ()) {
  const SystemSpec spec = any_mapped_system();
  SystemRun run(spec);
  run.start();
  run.open_after(0);
  const int tags = spec.design.hw_queues * spec.design.queue_depth;
  while (run.core().step()) {
    RC_ASSERT(run.loop().queue().tags_in_use() <= tags);
    RC_ASSERT(run.loop().blocking_writes() >= 0);
    // A kworker counts a write down when it looks for the next command; by then its tag may be another's.
    const auto kworkers = static_cast<std::int64_t>(run.system().kernel().unbound_pool().kworkers());
    RC_ASSERT(run.loop().blocking_writes() <= tags + kworkers);
    RC_ASSERT(run.loop().slow().value() == (run.loop().blocking_writes() > 0 ? 1 : 0));
    RC_ASSERT(run.system().disk().in_flight() <= spec.device.tags);
  }
  RC_ASSERT(run.loop().blocking_writes() == 0);
  RC_ASSERT(run.loop().queue().tags_in_use() == 0);
}

// Every command is attempted, or skipped, or meant for the worker from the start; what is refused goes to the worker,
// and nothing else does.
RC_GTEST_PROP(AnySystemTest, EveryCommandIsAccountedFor, ()) {
  const SystemSpec spec = any_mapped_system();
  SystemRun run(spec);
  run.run();
  const LoopCounters& counters = run.counters();
  if (spec.design.policy == "workqueue" || spec.design.policy == "threaded") {
    RC_ASSERT(counters.attempts == 0U);
    RC_ASSERT(counters.hint_skips == 0U);
    RC_ASSERT(run.eagain() == 0U);
    RC_ASSERT(counters.worker_commands == run.ios());
  } else {
    RC_ASSERT(counters.attempts + counters.hint_skips == run.ios());
    RC_ASSERT(counters.worker_commands == counters.hint_skips + run.eagain());
    RC_ASSERT(counters.attempts - run.eagain() == run.ios() - counters.worker_commands);
  }
  if (spec.design.policy != "nowait-hint") {
    RC_ASSERT(counters.hint_skips == 0U);
  }
  RC_ASSERT(counters.hint_skips <= run.stats().writes());
  RC_ASSERT(run.eagain(Eagain::none) == 0U);
}

RC_GTEST_PROP(AnySystemTest, SameSeedGivesTheSameEvents, ()) {
  const SystemSpec spec = any_mapped_system();
  RC_ASSERT(digest_of(spec, 5) == digest_of(spec, 5));
}

// Service times are random, so other dice are other events. With more than one command there is hardly a way to agree
// by chance.
RC_GTEST_PROP(AnySystemTest, OtherSeedGivesOtherEvents, ()) {
  SystemSpec spec = any_loop_system();
  spec.job.size = std::max<std::uint64_t>(spec.job.size, 10 * spec.job.bs);
  spec.device.read_service = spec.device.write_service = sim::Distribution::exponential(50 * kUs);
  RC_ASSERT(digest_of(spec, 5) != digest_of(spec, 6));
}

// Without direct I/O nobody asks the policy who submits.
RC_GTEST_PROP(TwoPoliciesTest, BufferedModeIsTheSameUnderEveryPolicy, ()) {
  SystemSpec spec = any_operations();
  spec.design.direct_io = false;
  spec.design.policy = "workqueue";
  const std::uint64_t workqueue = digest_of(spec);
  for (const char* policy : {"nowait", "nowait-hint"}) {
    spec.design.policy = policy;
    RC_ASSERT(digest_of(spec) == workqueue);
  }
}

// The hint asks for the block device first, so there it never says no.
RC_GTEST_PROP(TwoPoliciesTest, HintChangesNothingOnABlockDevice, ()) {
  SystemSpec spec = any_mapped_system();
  spec.design.backing = "block-device";
  spec.design.policy = "nowait";
  const std::uint64_t nowait = digest_of(spec);
  spec.design.policy = "nowait-hint";
  RC_ASSERT(digest_of(spec) == nowait);
}

RC_GTEST_PROP(TwoPoliciesTest, HintChangesNothingForReads, ()) {
  SystemSpec spec = any_mapped_system();
  spec.job.rw = *rc::gen::element(ReadWrite::read, ReadWrite::randread);
  spec.design.policy = "nowait";
  const std::uint64_t nowait = digest_of(spec);
  spec.design.policy = "nowait-hint";
  RC_ASSERT(digest_of(spec) == nowait);
}

// The same random numbers meet every design: whatever the policy, the k-th command of a job goes to the same block, and
// on an unloaded device it draws the same service time.
RC_GTEST_PROP(TwoPoliciesTest, CommandsHaveTheSameLuckUnderEveryPolicy, ()) {
  SystemSpec spec = any_loop_system();
  spec.job.ioengine = IoEngine::psync;
  spec.job.numjobs = 1;
  spec.device.tags = 1023;
  std::vector<sim::SimTime> device_times;
  for (const char* policy : {"workqueue", "nowait", "nowait-hint", "threaded"}) {
    spec.design.policy = policy;
    SystemRun run(spec);
    run.run();
    device_times.push_back(run.stage_total(Stage::device));
  }
  RC_ASSERT(device_times == std::vector<sim::SimTime>(4, device_times[0]));
}

Costs scaled(const Costs& costs, sim::SimTime factor) {
  Costs result = costs;
  for (const CostRow& row : cost_table()) result.*row.field *= factor;
  return result;
}

// Nothing in the models has a length of its own: with every cost, service time and tick k times as long, everything
// happens k times as late, to the nanosecond.
void check_scaled(SystemSpec spec) {
  const auto factor = *rc::gen::inRange<sim::SimTime>(2, 20);
  const auto service = *rc::gen::inRange<sim::SimTime>(1, 100'000);
  spec.device.read_service = spec.device.write_service = sim::Distribution::constant(service);
  SystemRun once(spec);
  once.run();
  spec.machine.costs = scaled(spec.machine.costs, factor);
  spec.machine.tick *= factor;
  spec.device.submit *= factor;
  spec.device.read_service = spec.device.write_service = sim::Distribution::constant(factor * service);
  SystemRun scaled_run(spec);
  scaled_run.run();
  RC_ASSERT(scaled_run.core().events() == once.core().events());
  RC_ASSERT(scaled_run.core().now() == factor * once.core().now());
  RC_ASSERT(scaled_run.stats().read_clat().sum() == factor * once.stats().read_clat().sum());
  RC_ASSERT(scaled_run.stats().write_clat().sum() == factor * once.stats().write_clat().sum());
  RC_ASSERT(scaled_run.stats().read_clat().max() == factor * once.stats().read_clat().max());
  for (std::size_t stage = 0; stage < kStages; ++stage) {
    RC_ASSERT(scaled_run.stats().stage_total()[stage] == factor * once.stats().stage_total()[stage]);
  }
}

RC_GTEST_PROP(ScaledMachineTest, EverythingTakesKTimesAsLongBeforeEevdf, ()) {
  SystemSpec spec = any_loop_system();
  spec.design.kernel = {6, 5};
  check_scaled(spec);
}

// From 6.6 on the average run time of threads that share a CPU is rounded to a nanosecond, which decides now and then
// who is next; so here few have to share one.
RC_GTEST_PROP(ScaledMachineTest, EverythingTakesKTimesAsLongOnManyCpus, ()) {
  SystemSpec spec = any_loop_system();
  spec.machine.cpus = 64;
  check_scaled(spec);
}

// psync jobs with a CPU each, on units that any command may use with a constant service time: a closed network of first
// come, first served stations of equal service, in which no departure can become later when the service becomes
// shorter.
RC_GTEST_PROP(FasterDeviceTest, NeverLowersTheThroughputOfTheRawTarget, ()) {
  constexpr sim::SimTime kEnd = 5 * sim::kMillisecond;
  SystemSpec spec = small_system(1);
  spec.design.target = Target::raw;
  spec.job.ioengine = IoEngine::psync;
  spec.job.rw = *rc::gen::element(ReadWrite::read, ReadWrite::write, ReadWrite::randrw);
  spec.job.time_based = true;
  spec.job.size = std::uint64_t{1000} * spec.job.bs;
  spec.job.numjobs = *rc::gen::inRange(1, 9);
  spec.device.units = *rc::gen::inRange(1, 9);
  const auto slow = *rc::gen::inRange<sim::SimTime>(2, 200'000);
  const auto fast = *rc::gen::inRange<sim::SimTime>(1, slow);
  std::vector<std::uint64_t> done;
  for (const sim::SimTime service : {slow, fast}) {
    spec.device.read_service = spec.device.write_service = sim::Distribution::constant(service);
    SystemRun run(spec);
    run.start(kEnd);
    run.core().run_until(kEnd);
    done.push_back(run.stats().reaped_total());
  }
  RC_ASSERT(done[0] <= done[1]);
}

}  // namespace
}  // namespace loopsim::models
