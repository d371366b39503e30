// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "models/block_device.hpp"
#include "models/kernel.hpp"

namespace loopsim::models {

// A block device that costs nothing and keeps every bio until the test ends it.
class HeldDevice final : public BlockDevice {
 public:
  struct Arrival {
    Bio* bio;
    sim::SimTime at;  // in the submitter's time
    Op op;
    bool nowait;
    std::uint64_t offset;
  };

  explicit HeldDevice(Kernel& kernel) : kernel_(kernel) {}

  sim::Task<> submit(Current& current, Bio& bio) override {
    arrivals_.push_back({&bio, kernel_.local_now(current.context()), bio.op, bio.nowait, bio.offset});
    return sim::Task<>::ready();
  }

  const std::vector<Arrival>& arrivals() const { return arrivals_; }
  static void end(const Arrival& arrival, const sim::Context& context, BioStatus status = BioStatus::ok) {
    arrival.bio->owner->bio_end_io(*arrival.bio, status, context);
  }

 private:
  Kernel& kernel_;
  std::vector<Arrival> arrivals_;
};

// Submits bios of its own and writes down how each ended.
class BioSource final : public BioOwner {
 public:
  struct End {
    sim::SimTime at;
    BioStatus status;
    sim::Context::Kind kind;
    int cpu;
    Bio* bio;
  };

  BioSource(Kernel& kernel, BlockDevice& device) : kernel_(kernel), device_(device) {}

  // A bio for the device; lives as long as the source.
  Bio& make(Op op = Op::read, bool nowait = false, std::uint64_t luck = 0) {
    Bio& bio = bios_.emplace_back();
    bio.op = op;
    bio.nowait = nowait;
    bio.bytes = 4096;
    bio.offset = 4096 * (bios_.size() - 1);
    bio.luck = luck;
    bio.device = &device_;
    bio.owner = this;
    bio.clock = &clocks_.emplace_back();
    bio.clock->start(kernel_.now());
    return bio;
  }
  // Makes and submits one from `thread`.
  sim::Task<> submit(sim::Thread& thread, Op op = Op::read, bool nowait = false, std::uint64_t luck = 0) {
    Current current{thread};
    co_await submit_bio(current, make(op, nowait, luck), true);
  }

  const std::vector<End>& ends() const { return ends_; }
  Bio& bio(std::size_t number) { return bios_[number]; }
  const StageClock& clock(std::size_t number) const { return clocks_[number]; }

 private:
  void bio_end_io(Bio& bio, BioStatus status, const sim::Context& context) override {
    ends_.push_back({kernel_.local_now(context), status, context.kind(), context.cpu().index(), &bio});
  }

  Kernel& kernel_;
  BlockDevice& device_;
  std::deque<Bio> bios_;
  std::deque<StageClock> clocks_;
  std::vector<End> ends_;
};

}  // namespace loopsim::models
