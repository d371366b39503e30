// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/eagain.hpp"
#include "models/op.hpp"
#include "models/registration.hpp"
#include "sim/time.hpp"

namespace loopsim::models {

// The command that a policy decides on.
struct CommandView {
  Op op = Op::read;
  std::uint64_t offset = 0;  // bytes
  std::uint32_t bytes = 0;
  int cgroup = 0;
};

// What a policy may know of its loop device. Reading it costs nothing here; in a driver what many CPUs write is a cache
// line that moves, and requests in flight are counted per CPU.
class LoopView {
 public:
  virtual sim::SimTime now() const = 0;  // when the call that asks began to run on its CPU
  virtual bool backing_is_block_device() const = 0;
  virtual std::int64_t blocking_writes() const = 0;  // aio writes on a worker's list or being submitted by a worker
  virtual std::int64_t queued() const = 0;           // commands that wait for a kworker
  virtual std::int64_t in_flight() const = 0;        // requests that hold a tag

 protected:
  ~LoopView() = default;
};

// How a loop device turns commands into work for kworkers.
enum class WorkItems {
  per_cgroup,   // one work item with a list of commands for every cgroup: one kworker at a time
  per_command,  // every command is a work item of its own; blocking writes are then counted without a lock
};

// A number of a policy that scenarios may set, and sweep: `policy_parameters: {NAME: VALUE}`.
struct PolicyParameter {
  enum class Unit : unsigned char { count, time };

  std::string_view name;
  std::string_view description;
  Unit unit = Unit::count;
  std::int64_t& value;     // of the policy; what it holds at first is the default. Nanoseconds, if it is a time
  std::int64_t least = 0;  // not negative
  std::int64_t most = 0;   // to be set
};

// Decides who submits a command to the backing file: the task that issued it, with NOWAIT, or a kworker, which may
// block. One small class in one file; see docs/policies.md. Policies hold whatever state they need and are told what
// became of their decisions. Units: nanoseconds and bytes.
class Policy {
 public:
  virtual ~Policy() = default;

  // Whether commands are ever submitted in the issuer's context. The file system may sleep there even under NOWAIT, so
  // the queue is then flagged blocking and dispatches under SRCU.
  virtual bool submits_in_issuer() const = 0;
  // Whether to try this aio command now. False sends it to a kworker.
  virtual bool attempts_nowait(const CommandView& command, const LoopView& loop) = 0;
  virtual WorkItems work_items() const { return WorkItems::per_cgroup; }
  // They are set before the first command.
  virtual std::vector<PolicyParameter> parameters() { return {}; }
  // An attempt was refused; the command goes to a kworker next.
  virtual void on_eagain(const CommandView& command, Eagain reason) {
    static_cast<void>(command);
    static_cast<void>(reason);
  }
};

using PolicyRegistry = Registry<Policy>;

}  // namespace loopsim::models
