// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/origin.hpp"

#include <fmt/format.h>

#include "analysis/inputs/result_digest.hpp"

namespace loopsim::analysis {

std::string origin_text(const StoredResult& result) {
  return fmt::format("{} | loopsim {} | seed {} | digest {}", result.scenario, result.version, result.seed,
                     result_digest(result));
}

std::string origin_text(const StoredSweep& sweep) {
  return fmt::format("sweep {} | loopsim {} | {} points | plan {}", sweep.manifest.sweep, sweep.manifest.version,
                     sweep.manifest.total, sweep.manifest.plan.substr(0, 16));
}

std::string origin_text(const StoredComparison& comparison) {
  return fmt::format("loopsim compare | {}", comparison.file.filename().string());
}

std::string origin_text(const StoredValidation& validation) {
  return fmt::format("validation {} | loopsim {} | seed {} | {} replications", validation.name,
                     validation.provenance.version, validation.seed, validation.replications);
}

}  // namespace loopsim::analysis
