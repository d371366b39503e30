// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/result_table.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::analysis {

// One number that a scenario's case gives, written as `ratio:nowait/workqueue` (of IOPS, replication by replication) or
// METRIC:VARIANT with a metric of summary.csv, such as `iops:nowait` or `clat_p99_ns:nowait`.
class OutputChoice {
 public:
  // Throws InputError, blaming `--output`, for a variant or metric that there is not, with the nearest.
  OutputChoice(std::string_view text, const scenarios::Scenario& scenario);

  const std::string& text() const { return text_; }

  // Indices of the variants that are needed; of a ratio the one above the line first.
  const std::vector<std::size_t>& variants() const { return variants_; }
  bool is_ratio() const { return variants_.size() == 2; }

  // From the runs of those variants, in that order. NaN where the runs give none.
  double value(const std::vector<std::vector<models::RunResult>>& runs) const;

 private:
  std::string text_;
  std::string metric_;
  std::vector<std::size_t> variants_;
};

}  // namespace loopsim::analysis
