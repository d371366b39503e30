// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "models/bio.hpp"
#include "models/hardware_queue.hpp"
#include "sim/event.hpp"
#include "sim/fifo.hpp"
#include "sim/processors.hpp"

namespace loopsim::models {

class BlockQueue;

// A blk-mq request: a bio with a tag. Allocated once for every tag.
struct alignas(sim::kCacheLine) Request : HeldRequest {
  Request(BlockQueue& owner, HardwareQueue& hardware_queue, int hctx_index, int tag_number, std::uint32_t position)
      : HeldRequest(hardware_queue), queue(owner), hctx_number(hctx_index), tag(tag_number), index(position) {}

  void softirq();

  BlockQueue& queue;
  int hctx_number;
  int tag;
  Bio* bio = nullptr;              // nullptr while the tag is free
  sim::Cpu* submit_cpu = nullptr;  // mq_ctx
  Request* next = nullptr;         // in a RequestList
  std::uint32_t index;             // in the queue, over all hardware queues
  BioStatus status = BioStatus::ok;
  // In a second cache line, for those that end in an interrupt.
  sim::Cpu* softirq_cpu = nullptr;
  sim::MemberEvent<Request, &Request::softirq> softirq_event{*this};
};

using RequestList = sim::Fifo<Request, &Request::next>;

}  // namespace loopsim::models
