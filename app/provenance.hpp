// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "analysis/outputs/provenance.hpp"
#include "models/run.hpp"

namespace loopsim::app {

// What this program is and how it was called. `resolved_scenario` is YAML, or empty.
analysis::Provenance provenance_of(const std::string& command_line, std::string resolved_scenario,
                                   models::EngineMode mode = models::EngineMode::horizon);

}  // namespace loopsim::app
