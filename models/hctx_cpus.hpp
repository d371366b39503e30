// SPDX-License-Identifier: GPL-2.0
#pragma once

namespace loopsim::models {

// The CPUs of one hardware queue: they are spread over the queues in contiguous groups.
class HctxCpus {
 public:
  // Of queue number `hctx` of `hctxs`, on a machine with `cpus`.
  HctxCpus(int hctx, int hctxs, int cpus)
      : first_((hctx * cpus + hctxs - 1) / hctxs), end_(((hctx + 1) * cpus + hctxs - 1) / hctxs), next_(first_) {}

  int first() const { return first_; }
  // One past the last.
  int end() const { return end_; }
  int count() const { return end_ - first_; }
  bool contains(int cpu) const { return first_ <= cpu && cpu < end_; }

  // blk_mq_hctx_next_cpu(): where the queue is run for those who do not run it themselves. The CPUs take turns.
  int next() {
    if (--turns_ == 0) {
      turns_ = kWorkBatch;
      if (++next_ == end_) next_ = first_;
    }
    return next_;
  }

 private:
  static constexpr int kWorkBatch = 8;  // BLK_MQ_CPU_WORK_BATCH

  int first_;
  int end_;
  int next_;
  int turns_ = kWorkBatch;
};

}  // namespace loopsim::models
