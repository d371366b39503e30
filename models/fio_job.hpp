// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "models/config.hpp"
#include "models/file.hpp"
#include "models/fio_offsets.hpp"
#include "models/kernel.hpp"
#include "models/plug.hpp"
#include "sim/fifo.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

class FioStats;

// One job of a fio run: a process that keeps iodepth I/Os in flight on its file. Steady state of libaio and io_uring
// is, with fio's defaults, one completion reaped, one I/O prepared, one submission call with one I/O. Discards and
// flushes are synchronous calls under every engine. kbio is no fio: a kernel thread that spins for what an application
// would do and submits a bio, whose end frees its slot.
class FioJob final : private KiocbOwner {
 public:
  struct Identity {
    std::string name;
    int number = 0;  // among the jobs of its section
    int cpu = 0;     // where it starts; any number, counted round
  };

  // `ended` is called, once, from an event, when the job has stopped and its last I/O is done.
  FioJob(Kernel& kernel, File& file, const FioJobSpec& spec, const Identity& identity, sim::Random offsets,
         sim::Random luck, FioStats& stats, std::function<void()> ended);

  // What it does is told to `own` too.
  void keep_own_stats(FioStats& own) { own_stats_ = &own; }

  const std::string& name() const { return thread_.name(); }
  int number() const { return number_; }
  sim::ThreadTimes times() const { return thread_.times(); }
  std::uint64_t context_switches() const { return thread_.switches(); }
  // Begins to issue I/O; it stops issuing at `stop_at`, or when its size is done and it is not time_based.
  void start(sim::SimTime stop_at);
  // No more I/Os from now on.
  void stop() { stop_at_ = kernel_.now(); }
  int in_flight() const { return in_flight_; }

 private:
  // fio's io_u: one slot of the queue depth.
  struct alignas(sim::kCacheLine) IoUnit {
    StageClock clock;
    Kiocb kiocb;
    bool busy = false;
    bool completed = false;
    sim::SimTime in_system_since = 0;
    sim::SimTime submitted = 0;  // submission call returned
    IoUnit* next = nullptr;      // in the batch, later among the completed
  };
  using IoUnits = sim::Fifo<IoUnit, &IoUnit::next>;

  // What a call of its engine for `op` is called.
  const char* call_name(Op op) const;
  sim::Process run();
  sim::Process run_psync();
  sim::Process run_queued();
  void fill_batch();
  int next_call();
  void leave_call();
  sim::Process run_generator();
  bool wants_more() const;
  bool flush_is_due() const { return spec_.fsync != 0 && written_since_flush_ >= spec_.fsync; }
  // fsync(), in which the job sleeps.
  sim::Task<> flush();
  // The call that `unit` is: a read or write, or a discard (BLKDISCARD, or a hole punched in a file).
  sim::Task<IoResult> call(IoUnit& unit) {
    return unit.kiocb.op == Op::discard ? file_.fallocate(current_, unit.kiocb) : file_.submit(current_, unit.kiocb);
  }
  // fio takes up an I/O.
  IoUnit& begin();
  void enter_call(const IoUnit& first);
  void answered(IoUnit& unit, IoResult result);
  void ki_complete(Kiocb& kiocb, IoResult result, const sim::Context& context) override;
  IoUnit* pop_completed() {
    --ready_;
    return completed_.pop();
  }
  void reap_one(IoUnit& unit);
  void finish(IoUnit& unit, const sim::Context& context, sim::SimTime at);

  Kernel& kernel_;
  File& file_;
  FioStats& stats_;
  FioStats* own_stats_ = nullptr;
  std::vector<IoUnit*> free_;
  IoUnits batch_;  // taken up and not submitted
  int batched_ = 0;
  std::vector<IoUnit*> called_;  // in the call that is going on
  int ring_tail_ = 0;
  Plug plug_{kernel_};
  IoUnits completed_;
  int ready_ = 0;   // as many
  int wanted_ = 1;  // completions that fio waits for
  bool reaper_waits_ = false;
  int in_flight_ = 0;
  std::uint64_t bytes_issued_ = 0;
  sim::SimTime stop_at_ = 0;
  int written_since_flush_ = 0;
  FioJobSpec spec_;
  sim::Random luck_;
  FioOffsets offsets_;
  sim::Thread thread_;
  Current current_{thread_};
  int number_;
  int cgroup_;
  std::function<void()> ended_;
  std::deque<IoUnit> units_;
  IoUnit flush_unit_;
  sim::Process process_;
};

}  // namespace loopsim::models
