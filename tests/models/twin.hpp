// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "tests/models/referee.hpp"

namespace loopsim::models {

// The referee's path on the engine of the product: the same jobs, tags, worker and device as processes and events of
// sim/, under SimGrid as the product is. What the two engines cost is the difference between the referee and this; the
// product has the rest of the kernel beside it. Once per process, since SimGrid's clock cannot be reset.
RefereeResult run_twin(const RefereeSpec& spec);

}  // namespace loopsim::models
