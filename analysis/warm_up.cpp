// SPDX-License-Identifier: GPL-2.0
#include "analysis/warm_up.hpp"

#include <cmath>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "analysis/mann_whitney.hpp"
#include "analysis/mser.hpp"
#include "analysis/statistics.hpp"
#include "analysis/time_series.hpp"
#include "scenarios/units.hpp"

namespace loopsim::analysis {

bool has_steady_state(const models::FioJobSpec& job, const models::RunResult& run) {
  return job.runtime != 0 && run.window == job.runtime && run.first_pass_time == 0;
}

std::optional<WarmUp> warm_up(const models::FioJobSpec& job, const models::RunResult& run) {
  if (!has_steady_state(job, run)) {
    return std::nullopt;
  }
  const std::vector<double> rates = iops_series(run);
  const auto cut = mser5_cut(rates);
  const double whole = rates.empty() ? 0 : mean(rates);
  if (!cut || whole == 0) {
    return std::nullopt;
  }
  WarmUp result;
  if (*cut > 0) {
    result.cut = run.samples[*cut - 1].at;
    result.fraction = static_cast<double>(result.cut) / static_cast<double>(run.window);
    const std::vector<double> batches = mser5_batches(rates);
    const std::span before = std::span(batches).first(*cut / kMserBatch);
    result.p_value = mann_whitney(before, std::span(batches).subspan(before.size())).p_value;
    result.shift = mean(std::span(rates).subspan(*cut)) / whole - 1;
  }
  return result;
}

void require_warmed_up(const models::FioJobSpec& job, const models::RunResult& run) {
  const auto found = warm_up(job, run);
  if (found && found->fraction > 0.5 && std::abs(found->shift) >= kWarmUpShift && found->p_value <= kWarmUpChance) {
    throw WarmUpError(
        fmt::format("no answer: the rate of I/O settles only after {} of the {} measured (MSER-5), more than half; the "
                    "rest runs {:.1f} % {}; raise ramp_time or runtime",
                    scenarios::duration_text(found->cut), scenarios::duration_text(run.window),
                    100 * std::abs(found->shift), found->shift > 0 ? "faster" : "slower"));
  }
}

}  // namespace loopsim::analysis
