// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>

#include "models/block_softirq.hpp"
#include "models/file.hpp"
#include "models/kernel.hpp"
#include "tests/models/choices.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {

// A file that does whatever a file may do, as `choices` decide: an I/O is done at once, or is queued and ends before,
// with or after the return of the call; a NOWAIT one may also be refused, at once or when it ends. Every call takes a
// nanosecond. It remembers what became of each command, which it knows by its offset.
class UndecidedFile final : public File {
 public:
  struct Record {
    int refused = 0;
    int performed = 0;
    bool retried_nowait = false;  // was refused, and came with NOWAIT again
  };

  UndecidedFile(Kernel& kernel, Choices& choices) : kernel_(kernel), choices_(choices) {}

  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override {
    Record& record = records_[kiocb.offset];
    record.retried_nowait |= kiocb.nowait && record.refused > 0;
    return kiocb.nowait && !record.retried_nowait ? attempt(current, kiocb, record) : perform(current, kiocb, record);
  }

  sim::Task<IoResult> fsync(Current& current, Kiocb& kiocb) override {
    co_await enter(current, kiocb.cgroup);
    ++records_[kiocb.offset].performed;
    co_return IoResult::done();
  }

  const Record& record(std::uint64_t offset) { return records_[offset]; }
  // Blocking calls of one cgroup at the same time.
  int most_inside() const { return most_inside_; }

 private:
  sim::Task<IoResult> attempt(Current& current, Kiocb& kiocb, Record& record) {
    constexpr std::size_t kAnswers = 4;
    const std::size_t answer = choices_.pick(kAnswers);
    if (answer == 2) end_later(kiocb, IoResult::done());
    if (answer == 3) end_later(kiocb, IoResult::again(Eagain::lower_tag));
    co_await current.thread.compute(1);
    if (answer >= 2) co_return IoResult::queued();
    ++(answer == 0 ? record.performed : record.refused);
    co_return answer == 0 ? IoResult::done() : IoResult::again(Eagain::hole);
  }

  sim::Task<IoResult> perform(Current& current, Kiocb& kiocb, Record& record) {
    const bool queued = choices_.pick(2) == 1;
    if (queued) end_later(kiocb, IoResult::done());
    co_await enter(current, kiocb.cgroup);
    if (queued) co_return IoResult::queued();
    ++record.performed;
    co_return IoResult::done();
  }

  sim::Task<> enter(Current& current, int cgroup) {
    int& inside = inside_[cgroup];
    if (++inside > most_inside_) most_inside_ = inside;
    co_await current.thread.compute(1);
    --inside_[cgroup];
  }

  // With the return of the call, or a nanosecond later.
  void end_later(Kiocb& kiocb, IoResult result) {
    const auto delay = static_cast<sim::SimTime>(choices_.pick(2));
    ends_.emplace_back(kernel_, kernel_.now() + 1 + delay, 0, [this, &kiocb, result](const sim::Context& hardirq) {
      Record& record = records_[kiocb.offset];
      ++(result.is_again() ? record.refused : record.performed);
      kiocb.owner->ki_complete(kiocb, result, hardirq);
      kernel_.block_softirq().irq_exit(hardirq);
    });
  }

  Kernel& kernel_;
  Choices& choices_;
  std::map<std::uint64_t, Record> records_;
  std::map<int, int> inside_;
  int most_inside_ = 0;
  std::deque<TestInterrupt> ends_;
};

}  // namespace loopsim::models
