// SPDX-License-Identifier: GPL-2.0
#include "models/observer.hpp"

#include <cstdint>
#include <map>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/models/any_system.hpp"
#include "tests/models/system_run.hpp"

namespace loopsim::models {
namespace {

// Follows every command from its beginning to its end, and every thread through its calls.
class Witness final : public Observer {
 public:
  void command_begins(const StageClock& command, const IssuedCommand&, const sim::Thread&, sim::SimTime at) override {
    RC_ASSERT(stage_since_.emplace(&command, at).second);
  }
  void stage_begins(const StageClock& command, Stage, sim::SimTime at) override {
    const auto found = stage_since_.find(&command);
    if (found == stage_since_.end()) return;
    RC_ASSERT(at >= found->second);
    found->second = at;
  }
  void command_ends(const StageClock& command, const sim::Context&, sim::SimTime at) override {
    const sim::SimTime sum = std::accumulate(command.spent().begin(), command.spent().end(), sim::SimTime{0});
    RC_ASSERT(sum == at - command.started());
    RC_ASSERT(stage_since_.erase(&command) == 1U);
    ++commands;
  }
  void enters(const sim::Thread& thread, const char*, const StageClock*, sim::SimTime) override { ++depth_[&thread]; }
  void leaves(const sim::Thread& thread, sim::SimTime) override {
    --depth_[&thread];
    RC_ASSERT(depth_[&thread] >= 0);
  }
  void waits_for(const sim::RwSemaphore&, const sim::Thread& thread, bool, sim::SimTime) override {
    ++depth_[&thread];
    ++waits;
  }
  void waited_for(const sim::RwSemaphore&, const sim::Thread& thread, sim::SimTime) override {
    --depth_[&thread];
    RC_ASSERT(depth_[&thread] >= 0);
  }
  void switched_in(const sim::Cpu& cpu, const sim::Thread& thread, sim::SimTime) override {
    RC_ASSERT(running_.emplace(&cpu, &thread).second);
  }
  void switched_out(const sim::Cpu& cpu, const sim::Thread& thread, sim::SimTime) override {
    RC_ASSERT(running_.at(&cpu) == &thread);
    running_.erase(&cpu);
  }
  void interrupted(const sim::Cpu& cpu, sim::SimTime from, sim::SimTime until) override {
    RC_ASSERT(from >= interrupted_until_[&cpu]);
    RC_ASSERT(until >= from);
    interrupted_until_[&cpu] = until;
  }
  void owned(const sim::RwSemaphore& lock, const sim::Thread& thread, sim::SimTime) override {
    RC_ASSERT(owners_.emplace(&lock, &thread).second);
  }
  void disowned(const sim::RwSemaphore& lock, sim::SimTime) override { RC_ASSERT(owners_.erase(&lock) == 1U); }
  void block_action(BlockNode node, BlockAction action, const Bio&, const sim::Context&, sim::SimTime) override {
    ++actions_[{node, action}];
  }

  // At the end of a run nothing is in progress.
  void expect_nothing_left() {
    RC_ASSERT(stage_since_.empty());
    RC_ASSERT(owners_.empty());
    for (const auto& [thread, depth] : depth_) RC_ASSERT(depth == 0);
    for (const BlockNode node : {BlockNode::tested, BlockNode::lower}) {
      const auto count = [&](BlockAction action) { return actions_[{node, action}]; };
      RC_ASSERT(count(BlockAction::queued) >= count(BlockAction::got_request));
      RC_ASSERT(count(BlockAction::got_request) == count(BlockAction::issued));
      RC_ASSERT(count(BlockAction::issued) == count(BlockAction::completed));
    }
  }

  std::uint64_t commands = 0;
  std::uint64_t waits = 0;

 private:
  std::map<const StageClock*, sim::SimTime> stage_since_;
  std::map<const sim::Thread*, int> depth_;
  std::map<const sim::Cpu*, const sim::Thread*> running_;
  std::map<const sim::Cpu*, sim::SimTime> interrupted_until_;
  std::map<const sim::RwSemaphore*, const sim::Thread*> owners_;
  std::map<std::pair<BlockNode, BlockAction>, std::uint64_t> actions_;
};

RC_GTEST_PROP(Observer, StagesOfEveryCommandSumToItsLatencyAndCallsNest, ()) {
  const SystemSpec spec = any_mapped_system();
  SystemRun run(spec);
  Witness witness;
  witness.attached(run.system());
  run.system().kernel().observe(witness);
  run.run();
  RC_ASSERT(witness.commands == run.stats().reaped_total());
  witness.expect_nothing_left();
}

RC_GTEST_PROP(Observer, ChangesNothing, ()) {
  const SystemSpec spec = any_mapped_system();
  SystemRun watched(spec);
  Witness witness;
  watched.system().kernel().observe(witness);
  watched.run();
  SystemRun alone(spec);
  alone.run();
  RC_ASSERT(watched.core().digest() == alone.core().digest());
  RC_ASSERT(watched.core().events() == alone.core().events());
}

}  // namespace
}  // namespace loopsim::models
