// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <string>

#include "analysis/result_table.hpp"

namespace loopsim::analysis {

// Results that nobody simulated, with round numbers that a test can work out by hand.

// A design that differs from the default in its names alone.
scenarios::Variant fake_variant(const std::string& name, models::Target target, const std::string& policy);

// One case `c`, variants `base` (the baseline, policy workqueue) and `new` (policy nowait), two replications, nothing
// published.
scenarios::Scenario fake_scenario();

// A window of one second with `reads` reads of 10 us and `writes` writes of 20 us.
models::RunResult fake_run(std::uint64_t reads, std::uint64_t writes);

// The fake scenario: base does 1000 and 3000 IOPS in its two replications, new does 4000 and 6000.
ResultTable fake_table();

}  // namespace loopsim::analysis
