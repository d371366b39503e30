// SPDX-License-Identifier: GPL-2.0
#include "tests/models/open_station.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

#include "models/kernel.hpp"
#include "models/lower_device.hpp"
#include "sim/distribution.hpp"
#include "sim/event_core.hpp"
#include "sim/random.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"

namespace loopsim::models {
namespace {

class OpenStation final : private BioOwner {
 public:
  OpenStation(const DeviceSpec& disk, sim::SimTime interarrival, int commands, std::uint64_t seed)
      : disk_(DeviceRegistry::find("disk")->create(kernel_, disk)),
        interarrival_(sim::Distribution::exponential(interarrival)),
        passing_(commands / 10),
        commands_(commands),
        arrivals_(sim::stream(seed, 0, "arrivals", 0)),
        luck_(sim::stream(seed, 0, "commands", 0)) {}

  OpenStationResult run() {
    const TestThread source(kernel_, 0, [this](sim::Thread& thread) { return generate(thread); });
    core_.run_until(sim::kNever);
    const auto capacity = static_cast<double>((closed_at_ - opened_at_) * disk_->units());
    return {.wait = static_cast<double>(waited_) / commands_, .utilisation = static_cast<double>(busy_) / capacity};
  }

 private:
  struct Command {
    Bio bio;
    StageClock clock;
    bool observed = false;
  };

  sim::Task<> generate(sim::Thread& thread) {
    for (int number = 0; number < passing_ + commands_; ++number) {
      co_await thread.delay(interarrival_.draw(arrivals_));
      Command& command = take();
      command.observed = number >= passing_;
      command.bio.luck = luck_.next();
      command.clock.start(kernel_.now());
      Current current{thread};
      co_await disk_->submit(current, command.bio);
      if (number == passing_) open();
    }
    close();
  }

  // Between these two, arrivals go on.
  void open() {
    opened_at_ = kernel_.now();
    busy_ = -disk_->busy();
  }
  void close() {
    closed_at_ = kernel_.now();
    busy_ += disk_->busy();
  }

  Command& take() {
    if (free_.empty()) {
      Command& command = pool_.emplace_back();
      command.bio.owner = this;
      command.bio.owner_data = &command;
      command.bio.clock = &command.clock;
      return command;
    }
    Command& command = *free_.back();
    free_.pop_back();
    return command;
  }

  void bio_end_io(Bio& bio, BioStatus, const sim::Context&) override {
    Command& command = *static_cast<Command*>(bio.owner_data);
    command.clock.stop(kernel_.now());
    if (command.observed) waited_ += command.clock.spent()[static_cast<std::size_t>(Stage::lower_wait)];
    free_.push_back(&command);
  }

  sim::EventCore core_;
  Kernel kernel_{core_, machine_of(no_costs(), 1), {6, 14}};
  std::unique_ptr<LowerDevice> disk_;
  sim::Distribution interarrival_;
  int passing_;
  int commands_;
  sim::Random arrivals_;
  sim::Random luck_;
  std::deque<Command> pool_;
  std::vector<Command*> free_;
  sim::SimTime waited_ = 0;
  sim::SimTime busy_ = 0;
  sim::SimTime opened_at_ = 0;
  sim::SimTime closed_at_ = 0;
};

}  // namespace

OpenStationResult run_open_station(const DeviceSpec& disk, sim::SimTime interarrival, int commands,
                                   std::uint64_t seed) {
  return OpenStation(disk, interarrival, commands, seed).run();
}

}  // namespace loopsim::models
