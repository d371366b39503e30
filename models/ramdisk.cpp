// SPDX-License-Identifier: GPL-2.0
#include "models/block_trace.hpp"
#include "models/lower_device.hpp"

namespace loopsim::models {
namespace {

// A RAM disk (brd): the copy is made by the submitter, and the bio ends there, before submission returns.
class Ramdisk final : public LowerDevice {
 public:
  Ramdisk(Kernel& kernel, const DeviceSpec& spec) : kernel_(kernel), copy_(spec.submit) {}

  sim::Task<> submit(Current& current, Bio& bio) override {
    ++started_;
    trace_(BlockAction::queued, bio, current.thread);
    bio.clock->enter(Stage::device, kernel_.local_now(current.context()));
    // Nothing is cached, so a flush has nothing to do.
    const sim::SimTime copy = bio.op == Op::flush ? 0 : copy_;
    co_await current.thread.compute(copy);
    busy_ += copy;
    ++completed_;
    trace_(BlockAction::completed, bio, current.thread);
    bio.clock->enter(Stage::irq, kernel_.now());
    bio.owner->bio_end_io(bio, BioStatus::ok, current.context());
  }

  bool ends_in_submission() const override { return true; }

  // Every CPU copies for itself.
  int units() const override { return kernel_.processors().size(); }
  int in_flight() const override { return static_cast<int>(started_ - completed_); }
  sim::SimTime busy() const override { return busy_; }
  std::uint64_t commands() const override { return started_; }
  std::uint64_t completed() const override { return completed_; }

 private:
  Kernel& kernel_;
  BlockTrace trace_{kernel_, BlockNode::lower};
  sim::SimTime copy_;
  sim::SimTime busy_ = 0;
  std::uint64_t started_ = 0;
  std::uint64_t completed_ = 0;
};

const DeviceRegistry::Registration kRamdiskRegistration("ramdisk",
                                                        "copies inline in the submitter's context, no interrupt",
                                                        [](Kernel& kernel,
                                                           const DeviceSpec& spec) -> std::unique_ptr<LowerDevice> {
                                                          return std::make_unique<Ramdisk>(kernel, spec);
                                                        });

}  // namespace
}  // namespace loopsim::models
