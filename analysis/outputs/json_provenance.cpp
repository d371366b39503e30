// SPDX-License-Identifier: GPL-2.0
#include "analysis/outputs/json_provenance.hpp"

#include <nlohmann/json.hpp>

namespace loopsim::analysis {

nlohmann::ordered_json json_provenance(const Provenance& provenance) {
  return {{"version", provenance.version},
          {"compiler", provenance.compiler},
          {"build_type", provenance.build_type},
          {"engine_mode", provenance.engine_mode},
          {"command_line", provenance.command_line}};
}

}  // namespace loopsim::analysis
