// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>

#include "analysis/process_pool.hpp"
#include "analysis/progress.hpp"

namespace loopsim::app {

// The line on a terminal that tells how many runs are done. Nothing on a pipe, and nothing for who wants it quiet.
class RunProgress {
 public:
  enum class Wish : unsigned char { shown, quiet };
  explicit RunProgress(Wish wish);

  // Empty where nothing is shown; must not outlive this.
  analysis::ProgressCallback callback();

 private:
  std::optional<analysis::ProgressLine> line_;
};

}  // namespace loopsim::app
