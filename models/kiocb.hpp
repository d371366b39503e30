// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "models/bio.hpp"
#include "models/eagain.hpp"
#include "models/op.hpp"
#include "models/stage_clock.hpp"
#include "sim/process.hpp"
#include "sim/processors.hpp"

namespace loopsim::models {

class File;
struct Current;
struct Kiocb;

// What a file's read or write entry returned, or what an I/O ended with.
struct IoResult {
  enum class Kind : unsigned char { queued, done, again, error, short_read };
  Kind kind = Kind::queued;
  Eagain reason = Eagain::none;

  static IoResult queued() { return {Kind::queued, Eagain::none}; }
  static IoResult done() { return {Kind::done, Eagain::none}; }
  static IoResult again(Eagain why) { return {Kind::again, why}; }
  static IoResult error() { return {Kind::error, Eagain::none}; }
  // Fewer bytes than asked for were there: Kiocb::transferred.
  static IoResult short_read() { return {Kind::short_read, Eagain::none}; }

  bool is_queued() const { return kind == Kind::queued; }
  bool is_again() const { return kind == Kind::again; }
};

// Whoever started an asynchronous I/O on a file.
class KiocbOwner {
 public:
  virtual void ki_complete(Kiocb& kiocb, IoResult result, const sim::Context& context) = 0;

 protected:
  ~KiocbOwner() = default;
};

// What a synchronous call holds of i_rwsem while it waits for its I/O.
enum class Kept : unsigned char { nothing, shared, exclusive };

// One read or write of a file in progress.
struct Kiocb {
  Op op = Op::read;
  bool nowait = false;      // IOCB_NOWAIT
  bool waited_for = false;  // synchronous: the submitter sleeps for it and finishes it itself
  bool writeback = false;   // of the page cache: ends with its bio, but for conversions
  // The file's own.
  bool unwritten = false;      // IOMAP_DIO_UNWRITTEN: blocks to convert when the bio has ended
  Kept kept = Kept::nothing;   // until the call returns
  bool in_submission = false;  // the bio ends before submission returns, and leaves its status here
  BioStatus ended_with = BioStatus::ok;
  int parts = 0;  // of an I/O of several bios: those in flight, and one for the submission

  int cgroup = 0;
  std::uint32_t bytes = 0;
  std::uint64_t offset = 0;  // bytes
  std::uint64_t luck = 0;    // see Bio::luck
  KiocbOwner* owner = nullptr;
  void* owner_data = nullptr;
  StageClock* clock = nullptr;
  // The file's own.
  File* file = nullptr;
  // On a completion workqueue.
  Kiocb* next_work = nullptr;
  Bio bio;
  sim::Task<> work(Current& kworker);
  void work_done(Current& kworker);
  static const char* work_function() { return "iomap_dio_complete_work"; }
  const StageClock* worked_for() const { return clock; }

  std::uint32_t transferred = 0;  // bytes, set with a short read only

  // Makes `filled` a bio of this I/O: to `device`, with `told` to be told of its end.
  void fill(Bio& filled, BlockDevice& device, BioOwner& told) {
    filled.op = op;
    filled.cgroup = cgroup;
    filled.offset = offset;
    filled.bytes = bytes;
    filled.luck = luck;
    filled.device = &device;
    filled.owner = &told;
    filled.owner_data = this;
    filled.clock = clock;
  }
  void fill_bio(BlockDevice& device, BioOwner& told) { fill(bio, device, told); }
};

}  // namespace loopsim::models
