// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "models/bio.hpp"
#include "models/lower_device.hpp"

namespace loopsim::models {

// A disk that does one thing wrong.
class BrokenDisk final : public LowerDevice, private BioOwner {
 public:
  enum class Fault : unsigned char {
    none,
    loses_a_bio,      // the fifth is never completed, and never counted
    completes_twice,  // the fifth
    leaks_a_tag,
    forgets_a_completion,  // in its count
    claims_to_be_busy,     // for a year
  };

  BrokenDisk(Kernel& kernel, const DeviceSpec& spec, Fault fault)
      : disk_(DeviceRegistry::find("disk")->create(kernel, spec)), fault_(fault) {}

  // Registers `fault` as the device "broken" for the rest of this process.
  template <Fault fault>
  static void install() {
    static const DeviceRegistry::Registration kRegistration(
        "broken", "does one thing wrong", [](Kernel& kernel, const DeviceSpec& spec) -> std::unique_ptr<LowerDevice> {
          return std::make_unique<BrokenDisk>(kernel, spec, fault);
        });
  }

  sim::Task<> submit(Current& current, Bio& bio) override {
    const bool chosen = ++submitted_ == kChosen;
    if (chosen && fault_ == Fault::loses_a_bio) return sim::Task<>::ready();
    if (chosen && fault_ == Fault::completes_twice) {
      owner_ = bio.owner;
      bio.owner = this;
    }
    return disk_->submit(current, bio);
  }

  int units() const override { return disk_->units(); }
  int in_flight() const override { return disk_->in_flight() + (fault_ == Fault::leaks_a_tag ? 1 : 0); }
  sim::SimTime busy() const override {
    constexpr sim::SimTime kYear = 365 * 24 * 3600 * sim::kSecond;
    return fault_ == Fault::claims_to_be_busy ? kYear : disk_->busy();
  }
  std::uint64_t commands() const override { return disk_->commands(); }
  std::uint64_t completed() const override {
    return disk_->completed() - (fault_ == Fault::forgets_a_completion ? 1 : 0);
  }

 private:
  static constexpr int kChosen = 5;

  void bio_end_io(Bio& bio, BioStatus status, const sim::Context& context) override {
    owner_->bio_end_io(bio, status, context);
    owner_->bio_end_io(bio, status, context);
  }

  std::unique_ptr<LowerDevice> disk_;
  Fault fault_;
  BioOwner* owner_ = nullptr;
  int submitted_ = 0;
};

}  // namespace loopsim::models
