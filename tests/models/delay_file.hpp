// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "models/file.hpp"
#include "models/kernel.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {

// A file whose I/Os take `delay` each, any number at a time, and no CPU time. They complete in an interrupt on CPU 0.
class DelayFile final : public File {
 public:
  struct Issue {
    Op op;
    std::uint64_t offset;
    std::uint32_t bytes;
    int cgroup;
    sim::SimTime at;  // in the submitter's time
    const Kiocb* kiocb;
  };

  DelayFile(Kernel& kernel, sim::SimTime delay) : kernel_(kernel), delay_(delay) {}

  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override {
    const sim::SimTime now = kernel_.local_now(current.context());
    issues_.push_back({kiocb.op, kiocb.offset, kiocb.bytes, kiocb.cgroup, now, &kiocb});
    most_in_flight_ = std::max(most_in_flight_, ++in_flight_);
    ends_.emplace_back(kernel_, now + delay_, 0, [this, &kiocb](const sim::Context& hardirq) {
      --in_flight_;
      kiocb.owner->ki_complete(kiocb, IoResult::done(), hardirq);
    });
    return sim::Task<IoResult>::ready(IoResult::queued());
  }

  const std::vector<Issue>& issues() const { return issues_; }
  int in_flight() const { return in_flight_; }
  int most_in_flight() const { return most_in_flight_; }

 private:
  Kernel& kernel_;
  sim::SimTime delay_;
  std::vector<Issue> issues_;
  std::deque<TestInterrupt> ends_;
  int in_flight_ = 0;
  int most_in_flight_ = 0;
};

}  // namespace loopsim::models
