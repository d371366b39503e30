// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

namespace loopsim::models {

// The first pass over a file whose mapping still changes: it lasts until every block that fio may touch has been
// written once. A run of fixed length mixes the rates before and after, so both are reported.
class FirstPass {
 public:
  // The first `watched` blocks of the file are fio's; `ended` is called, once, when the last of them is written.
  FirstPass(std::uint64_t watched, std::function<void()> ended) : watched_(watched), ended_(std::move(ended)) {}

  // `block` is not written yet, or not any more.
  void expect(std::uint64_t block) {
    if (block < watched_ && !over_) ++left_;
  }
  // None of the first `blocks` blocks is written yet.
  void expect_first(std::uint64_t blocks) { left_ += std::min(blocks, watched_); }
  // All that is to be expected is.
  void begin() { over_ = left_ == 0; }
  // `block` was written for the first time, or again after a hole was punched.
  void written(std::uint64_t block) {
    if (block >= watched_ || over_ || --left_ > 0) return;
    over_ = true;
    if (ended_) ended_();
  }
  bool over() const { return over_; }

 private:
  std::uint64_t watched_;
  std::function<void()> ended_;
  std::uint64_t left_ = 0;
  bool over_ = false;
};

}  // namespace loopsim::models
