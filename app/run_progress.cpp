// SPDX-License-Identifier: GPL-2.0
#include "app/run_progress.hpp"

#include <cstdio>

namespace loopsim::app {

RunProgress::RunProgress(Wish wish) {
  if (wish == Wish::shown && analysis::is_rewritable(stderr)) {
    line_.emplace(stderr);
  }
}

analysis::ProgressCallback RunProgress::callback() {
  if (!line_) {
    return {};
  }
  return [this](std::size_t done, std::size_t total) { line_->show({.done = done, .total = total}); };
}

}  // namespace loopsim::app
