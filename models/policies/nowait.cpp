// SPDX-License-Identifier: GPL-2.0
#include "models/policy.hpp"

namespace loopsim::models {
namespace {

// Patch 5/6: try every read and write in the issuer's context, fall back to the kworker on EAGAIN.
class NowaitPolicy final : public Policy {
 public:
  bool submits_in_issuer() const override { return true; }
  bool attempts_nowait(const CommandView&, const LoopView&) override { return true; }
};

const PolicyRegistry::Registration kNowaitRegistration("nowait",
                                                       "NOWAIT in the issuer first, kworker on EAGAIN (patch 5/6)",
                                                       []() -> std::unique_ptr<Policy> {
                                                         return std::make_unique<NowaitPolicy>();
                                                       });

}  // namespace
}  // namespace loopsim::models
