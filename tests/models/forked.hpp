// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>
#include <string>

namespace loopsim::models {

// Runs `body` in a process of its own, where it may register broken parts and start the one SimGrid engine that a process may
// have. Returns "ok", or the kind and the text of what was thrown: "RunError: ...", "Deadlock: ...", "exception: ...";
// "crashed" if the process ended in any other way.
std::string outcome_of(const std::function<void()>& body);

}  // namespace loopsim::models
