// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "models/op.hpp"
#include "models/stage_clock.hpp"
#include "sim/fifo.hpp"
#include "sim/processors.hpp"

namespace loopsim::models {

class BlockDevice;
struct Bio;

enum class BioStatus : unsigned char { ok, again, io_error };

// Whoever submitted a bio and is told that it ended.
class BioOwner {
 public:
  virtual void bio_end_io(Bio& bio, BioStatus status, const sim::Context& context) = 0;

 protected:
  ~BioOwner() = default;
};

// One contiguous piece of block I/O on its way to a device. Embedded in whatever it serves (a kiocb, a clone), so
// submitting one allocates nothing.
struct Bio {
  // What its end takes, in one cache line of whatever it is embedded in.
  BioOwner* owner = nullptr;
  void* owner_data = nullptr;  // bi_private
  StageClock* clock = nullptr;
  Op op = Op::read;
  bool nowait = false;  // fail with BioStatus::again rather than sleep for a resource

  int cgroup = 0;
  std::uint32_t bytes = 0;
  std::uint64_t offset = 0;  // bytes
  std::uint64_t luck = 0;    // seeds what is random about this command, drawn by the job: the same under every design
  BlockDevice* device = nullptr;
  Bio* next = nullptr;  // in a BioList
};

using BioList = sim::Fifo<Bio, &Bio::next>;

}  // namespace loopsim::models
