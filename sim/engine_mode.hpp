// SPDX-License-Identifier: GPL-2.0
#pragma once

namespace loopsim::sim {

// How far the SimGrid engine lets the event core run in one call: `horizon`, until anything outside the core can
// happen; `strict`, one instant. Both fire the same events in the same order.
enum class EngineMode { horizon, strict };

}  // namespace loopsim::sim
