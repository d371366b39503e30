// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <vector>

#include "models/config.hpp"
#include "scenarios/merge.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::scenarios {

// Reads a device from its definitions, that of the base file first, and appends its parameters, named DEVICE.KEY, to
// `parameters`. Throws InputError.
models::DeviceSpec read_device(const Definitions& device, std::vector<Parameter>& parameters);

}  // namespace loopsim::scenarios
