// SPDX-License-Identifier: GPL-2.0
#include "models/policy.hpp"

namespace loopsim::models {
namespace {

// Patches 5/6 and 6/6: as nowait, but a write to a file goes straight to the kworker while blocking writes are queued
// there.
class NowaitHintPolicy final : public Policy {
 public:
  bool submits_in_issuer() const override { return true; }
  bool attempts_nowait(const CommandView& command, const LoopView& loop) override {
    return loop.backing_is_block_device() || command.op == Op::read || loop.blocking_writes() == 0;
  }
};

const PolicyRegistry::Registration kNowaitHintRegistration(
    "nowait-hint", "as nowait, but writes skip the attempt while blocking writes are queued (patches 5/6 + 6/6)",
    []() -> std::unique_ptr<Policy> { return std::make_unique<NowaitHintPolicy>(); });

}  // namespace
}  // namespace loopsim::models
