// SPDX-License-Identifier: GPL-2.0
#include "models/policy.hpp"

namespace loopsim::models {
namespace {

// In no kernel: what 6/6 could have been without a counter. As nowait, but for a while after a refusal writes go
// straight to the kworker; then one of them tries again.
class BackOffPolicy final : public Policy {
 public:
  bool submits_in_issuer() const override { return true; }
  bool attempts_nowait(const CommandView& command, const LoopView& loop) override {
    asked_ = loop.now();
    return command.op == Op::read || asked_ >= again_;
  }
  // A late refusal comes without a question before it, and counts from the last one.
  void on_eagain(const CommandView&, Eagain) override { again_ = asked_ + pause_; }
  std::vector<PolicyParameter> parameters() override {
    return {{.name = "pause",
             .description = "how long writes skip the attempt after a refusal",
             .unit = PolicyParameter::Unit::time,
             .value = pause_,
             .most = sim::kSecond}};
  }

 private:
  sim::SimTime pause_ = 300 * sim::kMicrosecond;
  sim::SimTime asked_ = 0;
  sim::SimTime again_ = 0;
};

const PolicyRegistry::Registration kBackOffRegistration(
    "back-off", "as nowait, but writes skip the attempt for a while after a refusal (in no kernel)",
    []() -> std::unique_ptr<Policy> { return std::make_unique<BackOffPolicy>(); });

}  // namespace
}  // namespace loopsim::models
