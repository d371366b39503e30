// SPDX-License-Identifier: GPL-2.0
#include "models/policy.hpp"

namespace loopsim::models {
namespace {

// The debug patch of March 2025: every command is a work item of its own.
class ThreadedPolicy final : public Policy {
 public:
  bool submits_in_issuer() const override { return false; }
  bool attempts_nowait(const CommandView&, const LoopView&) override { return false; }
  WorkItems work_items() const override { return WorkItems::per_command; }
};

const PolicyRegistry::Registration kThreadedRegistration(
    "threaded", "one work item per command, any number of kworkers (debug patch, March 2025)",
    []() -> std::unique_ptr<Policy> { return std::make_unique<ThreadedPolicy>(); });

}  // namespace
}  // namespace loopsim::models
