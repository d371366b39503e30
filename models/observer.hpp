// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "models/eagain.hpp"
#include "models/op.hpp"
#include "models/stage_clock.hpp"
#include "sim/observer.hpp"
#include "sim/processors.hpp"

namespace loopsim::models {

struct Bio;
class System;

// A command as fio issues it.
struct IssuedCommand {
  Op op = Op::read;
  std::uint64_t offset = 0;  // bytes
  std::uint32_t bytes = 0;
};

// What blktrace reports of a bio or a request, with its letters.
enum class BlockAction : char { queued = 'Q', got_request = 'G', issued = 'D', completed = 'C' };

// Whose queue that happens on: the tested device's, or the one's below it.
enum class BlockNode : unsigned char { tested, lower };

// Who watches a run in the kernel's own terms. It is told what happens and must change nothing; what it does not
// override it does not hear of. A command is known by its clock, which it has from command_begins() to command_ends()
// and another has after that. Times are those of whoever acts: ahead of the clock by what he was charged.
class Observer : public sim::Observer, public StageObserver {
 public:
  // Before anything happens.
  virtual void attached(System&) {}

  virtual void command_begins(const StageClock&, const IssuedCommand&, const sim::Thread& /*job*/,
                              sim::SimTime /*at*/) {}
  // The job has reaped it, or, of an in-kernel generator, its bio has ended; there.
  virtual void command_ends(const StageClock&, const sim::Context&, sim::SimTime /*at*/) {}
  void stage_begins(const StageClock&, Stage, sim::SimTime) override {}

  // A thread calls a function of the kernel, for a command or for none (nullptr), and returns from it. Calls nest.
  virtual void enters(const sim::Thread&, const char* /*function*/, const StageClock*, sim::SimTime /*at*/) {}
  virtual void leaves(const sim::Thread&, sim::SimTime /*at*/) {}
  // The attempt that the thread is about to leave ends in EAGAIN.
  virtual void refused(const sim::Thread&, Eagain /*reason*/) {}
  // The interrupt work that the CPU is about to be given is this handler's.
  virtual void handles(const sim::Cpu&, const char* /*handler*/, const StageClock*) {}

  virtual void block_action(BlockNode, BlockAction, const Bio&, const sim::Context&, sim::SimTime /*at*/) {}
  // A unit of the lower device will serve the bio, or has begun to.
  virtual void serves(int /*unit*/, const Bio&, sim::SimTime /*from*/, sim::SimTime /*until*/) {}
  // Somebody has a spinlock.
  virtual void holds(const char* /*spinlock*/, sim::SimTime /*from*/, sim::SimTime /*until*/) {}

 protected:
  ~Observer() = default;
};

}  // namespace loopsim::models
