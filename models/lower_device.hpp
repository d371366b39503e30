// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "models/block_device.hpp"
#include "models/config.hpp"
#include "models/kernel.hpp"
#include "models/registration.hpp"

namespace loopsim::models {

// The physical (or virtual) disk at the bottom of the stack, with what it can tell of itself.
class LowerDevice : public BlockDevice {
 public:
  virtual int units() const = 0;
  virtual int in_flight() const = 0;
  // Since the start, over all units.
  virtual sim::SimTime busy() const = 0;
  virtual std::uint64_t commands() const = 0;
  virtual std::uint64_t completed() const = 0;
};

using DeviceRegistry = Registry<LowerDevice, Kernel&, const DeviceSpec&>;

}  // namespace loopsim::models
