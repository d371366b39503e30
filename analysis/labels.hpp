// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "models/config.hpp"

namespace loopsim::analysis {

// What handles the I/O in a design: the loop driver's policy, or the target itself where there is no loop device.
std::string policy_label(const models::DesignSpec& design);

// A workload in fio's words, short enough for the title of a table.
std::string fio_label(const models::FioJobSpec& job);

}  // namespace loopsim::analysis
