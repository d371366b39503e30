// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "models/config.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

// A kernel version, MAJOR.MINOR. Throws InputError for anything else.
models::KernelVersion read_kernel(const Value& value);

std::string kernel_text(const models::KernelVersion& version);

}  // namespace loopsim::scenarios
