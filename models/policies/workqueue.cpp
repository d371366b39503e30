// SPDX-License-Identifier: GPL-2.0
#include "models/policy.hpp"

namespace loopsim::models {
namespace {

// Every released kernel: a kworker submits everything.
class WorkqueuePolicy final : public Policy {
 public:
  bool submits_in_issuer() const override { return false; }
  bool attempts_nowait(const CommandView&, const LoopView&) override { return false; }
};

const PolicyRegistry::Registration kWorkqueueRegistration(
    "workqueue", "one kworker per cgroup submits every command (all released kernels)",
    []() -> std::unique_ptr<Policy> { return std::make_unique<WorkqueuePolicy>(); });

}  // namespace
}  // namespace loopsim::models
