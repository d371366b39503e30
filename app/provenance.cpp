// SPDX-License-Identifier: GPL-2.0
#include "app/provenance.hpp"

#include <utility>

#include "app/version.hpp"

namespace loopsim::app {

analysis::Provenance provenance_of(const std::string& command_line, std::string resolved_scenario,
                                   models::EngineMode mode) {
  return {
      .version = kVersion,
      .compiler = kCompiler,
      .build_type = kBuildType,
      .engine_mode = mode == models::EngineMode::strict ? "strict" : "horizon",
      .command_line = command_line,
      .resolved_scenario = std::move(resolved_scenario),
  };
}

}  // namespace loopsim::app
