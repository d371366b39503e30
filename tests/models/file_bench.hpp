// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "models/config.hpp"
#include "models/file_system.hpp"
#include "tests/models/held_device.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {

// One file of a file system on a HeldDevice, called directly from threads of a test.
class FileBench final : private KiocbOwner {
 public:
  // One call of File::submit().
  struct Call {
    Op op;
    bool returned = false;
    IoResult result{};
    sim::SimTime began = 0;  // both in the caller's time
    sim::SimTime ended = 0;
    Kiocb kiocb{};
    StageClock clock{};
    std::unique_ptr<TestThread> thread{};

    sim::SimTime took() const { return ended - began; }
  };
  struct Completion {
    const Call* call;
    IoResult result;
    sim::SimTime at;
    sim::Context::Kind kind;
    int cpu;
  };
  struct Options {
    bool nowait = false;
    bool waited_for = false;  // a synchronous call
    int cpu = 0;
  };

  FileBench(std::string_view file_system, const MachineSpec& machine, KernelVersion version);

  // Starts a call now, from a thread of its own.
  Call& start(Op op, const Options& options);
  // Starts a call and gives it a millisecond.
  Call& run(Op op, const Options& options);
  Call& run(Op op) { return run(op, Options{}); }

  // Lets the device end its bio number `bio`, counted from 0, in an interrupt on `cpu` now.
  void end(std::size_t bio, int cpu, BioStatus status = BioStatus::ok);
  void advance_to(sim::SimTime at) { core_.run_until(at); }

  sim::SimTime now() const { return core_.now(); }
  File& file() { return *file_; }
  const HeldDevice& device() const { return device_; }
  const std::vector<Completion>& completions() const { return completions_; }

 private:
  void ki_complete(Kiocb& kiocb, IoResult result, const sim::Context& context) override;
  sim::Task<> submit(sim::Thread& thread, Call& call);

  sim::EventCore core_;
  Kernel kernel_;
  HeldDevice device_;
  std::unique_ptr<File> file_;
  std::deque<Call> calls_;
  std::vector<Completion> completions_;
};

}  // namespace loopsim::models
