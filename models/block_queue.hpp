// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/block_device.hpp"
#include "models/block_trace.hpp"
#include "models/hctx_cpus.hpp"
#include "models/kblockd_work.hpp"
#include "models/kernel.hpp"
#include "models/request.hpp"
#include "sim/fixed_array.hpp"
#include "sim/tag_set.hpp"

namespace loopsim::models {

// A blk-mq driver's entry.
class BlockDriver {
 public:
  // Starts `request` in the submitter's context.
  virtual sim::Task<> queue_rq(Current& current, Request& request) = 0;

 protected:
  ~BlockDriver() = default;
};

struct BlockQueueLimits {
  int hw_queues = 1;
  int depth = 128;        // tags of each hardware queue
  int rq_affinity = 1;    // 2: a request ends on the CPU that submitted it, no other
  bool blocking = false;  // queue_rq may sleep: dispatch under SRCU instead of RCU
};

// The blk-mq queue of a device without an elevator: a bio gets a request and a driver tag from the hardware queue of
// its CPU, sleeping for one if need be, and is issued at once in the submitter's context, unless the task has a plug.
// The tag is held until the request ends.
class BlockQueue final : public BlockDevice {
 public:
  BlockQueue(Kernel& kernel, BlockDriver& driver, const BlockQueueLimits& limits);

  sim::Task<> submit(Current& current, Bio& bio) override;

  // blk_mq_complete_request(): ends the request where it was submitted, or here if that shares its cache.
  void complete(Request& request, BioStatus status, const sim::Context& context);
  // blk_mq_requeue_request(): issues the request again, from kblockd. It keeps its tag.
  void requeue(Request& request, const sim::Context& context);
  // Ends the request and its bio in `context` and frees the tag.
  void end_request(Request& request, const sim::Context& context);

  std::size_t requests() const { return requests_.size(); }
  Request& request(std::size_t index) { return requests_[index]; }
  int tags_in_use() const;
  std::int64_t in_flight() const { return static_cast<std::int64_t>(started_ - ended_); }
  std::uint64_t started() const { return started_; }
  std::uint64_t ended() const { return ended_; }
  std::uint64_t tag_waits() const { return tag_waits_; }
  sim::SimTime tag_wait_time() const { return tag_wait_time_; }

 private:
  struct Hctx final : HardwareQueue {
    Hctx(BlockQueue& owner, const HctxCpus& its_cpus) : queue(owner), cpus(its_cpus) {}
    void begin_batch(sim::Thread& thread) override { queue.enter_read_section(thread); }
    sim::Task<> queue_rq(Current& current, const QueueData& data) override {
      return queue.issue_held(current, static_cast<Request&>(data.request));
    }
    // The driver has a kworker to wake, not a device, and does so for each request.
    sim::Task<> commit_rqs(Current&) override { return sim::Task<>::ready(); }

    sim::Cpu* next_cpu() override;

    BlockQueue& queue;
    HctxCpus cpus;
  };

  struct Requeue final : KblockdWork {
    explicit Requeue(BlockQueue& owner) : queue(owner) {}
    sim::Task<> work(Current& kworker) override;
    const char* work_function() const override { return "blk_mq_requeue_work"; }

    BlockQueue& queue;
    RequestList requests;  // the work is pending while there are any
  };

  // Whether a request that is complete `here` must end on the CPU that submitted it.
  bool needs_ipi(const Request& request, const sim::Cpu& here) const;
  // Whether its hardware queue has no other CPU than this one, which submitted it: there is nowhere to send it to, and
  // it ends at once (blk_mq_complete_request_remote()).
  bool is_only_cpu(const sim::Cpu& here, const Request& request) const;
  int hctx_of(const sim::Cpu& cpu) const { return mq_map_[static_cast<std::size_t>(cpu.index())]; }
  sim::Task<> wait_and_dispatch(Current& current, Bio& bio, int hctx);
  // Gives `bio` the request of `tag` and issues it, or leaves it in the task's plug.
  sim::Task<> dispatch(Current& current, Bio& bio, int hctx, int tag);
  void enter_read_section(sim::Thread& thread) const;
  sim::Task<> issue_held(Current& current, Request& request);

  Kernel& kernel_;
  BlockTrace trace_{kernel_, BlockNode::tested};
  BlockDriver& driver_;
  BlockQueueLimits limits_;
  sim::FixedArray<sim::TagSet> tags_;
  sim::FixedArray<Hctx> hctxs_;
  std::vector<int> mq_map_;  // hardware queue of each CPU
  sim::FixedArray<Request> requests_;
  Requeue requeue_{*this};
  std::uint64_t started_ = 0;
  std::uint64_t ended_ = 0;
  std::uint64_t tag_waits_ = 0;
  sim::SimTime tag_wait_time_ = 0;
};

}  // namespace loopsim::models
