// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "models/config.hpp"
#include "models/extent_map.hpp"
#include "models/file_counters.hpp"
#include "models/file_system.hpp"
#include "tests/models/held_device.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {

// One file of a file system on a HeldDevice, called directly from threads of a test.
class FileBench final : private KiocbOwner {
 public:
  // One call of File::submit(), or of fallocate() for a discard and for write_zeroes.
  struct Call {
    Op op = Op::read;
    bool returned = false;
    IoResult result{};
    sim::SimTime began = 0;  // both in the caller's time
    sim::SimTime ended = 0;
    Kiocb kiocb{};
    StageClock clock{};
    std::unique_ptr<TestThread> thread{};
    std::unique_ptr<TestThread> returning{};

    sim::SimTime took() const { return ended - began; }
  };
  struct Completion {
    const Call* call = nullptr;
    IoResult result{};
    sim::SimTime at = 0;
    sim::Context::Kind kind = sim::Context::Kind::task;
    int cpu = 0;
  };
  struct Options {
    bool nowait = false;
    bool waited_for = false;  // a synchronous call
    int cpu = 0;
    std::optional<std::uint64_t> block =
        {};  // the first; as many blocks into the file as there were calls, if not given
    std::uint64_t blocks = 1;
  };
  // What the file is and how it is mounted.
  struct Setup {
    std::uint64_t blocks = 1024;
    InitialMapping mapping = {};
    bool cold = false;
    bool lazytime = false;
    bool nocmtime = false;
    Ext4Discard ext4_discard = Ext4Discard::deferred;
    std::uint64_t watched = 0;
    std::function<void()> first_pass_ended = {};
  };

  FileBench(std::string_view file_system, const MachineSpec& machine, KernelVersion version, const Setup& setup);
  FileBench(std::string_view file_system, const MachineSpec& machine, KernelVersion version)
      : FileBench(file_system, machine, version, Setup{}) {}

  // Starts a call now, from a thread of its own.
  Call& start(Op op, const Options& options);
  // Starts a call and gives it a millisecond.
  Call& run(Op op, const Options& options);
  Call& run(Op op) { return run(op, Options{}); }

  // The end of a synchronous call, in its caller: see File::returns().
  void let_return(Call& call);

  // Lets the device end its bio number `bio`, counted from 0, in an interrupt on `cpu` now.
  void end(std::size_t bio, int cpu, BioStatus status = BioStatus::ok);
  void advance_to(sim::SimTime at) { core_.run_until(at); }

  sim::SimTime now() const { return core_.now(); }
  File& file() { return *file_; }
  const FileCounters& counters() const { return *file_->counters(); }
  const LockWait& waits_for(MapLockUse use) const { return counters().lock_waits[static_cast<std::size_t>(use)]; }
  BlockState state(std::uint64_t block) const { return file_->extent_map()->state(block); }
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
