// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <stdexcept>
#include <vector>

namespace loopsim::models {

// Walks a tree of decisions, leaf by leaf: a run asks for each decision as it comes to it, and is repeated until
// next() says that every path was taken. The run must ask the same questions after the same answers.
class Choices {
 public:
  // One of `options`, from 0.
  std::size_t pick(std::size_t options) {
    if (options <= 1) return 0;
    if (depth_ == path_.size()) path_.push_back({0, options});
    const Decision& decision = path_[depth_++];
    if (decision.options != options) throw std::logic_error("a repeated run came to another decision");
    return decision.taken;
  }

  // Goes to the path after this one; false if this was the last.
  bool next() {
    path_.resize(depth_);
    depth_ = 0;
    while (!path_.empty() && path_.back().taken + 1 == path_.back().options) path_.pop_back();
    if (path_.empty()) return false;
    ++path_.back().taken;
    return true;
  }

 private:
  struct Decision {
    std::size_t taken;
    std::size_t options;
  };

  std::vector<Decision> path_;
  std::size_t depth_ = 0;
};

}  // namespace loopsim::models
