// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "analysis/outputs/provenance.hpp"

namespace loopsim::analysis {

// The program and its command line, as every JSON file begins its `provenance`; what was read differs.
nlohmann::ordered_json json_provenance(const Provenance& provenance);

}  // namespace loopsim::analysis
