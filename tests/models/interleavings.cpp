// SPDX-License-Identifier: GPL-2.0
#include "tests/models/interleavings.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>

#include "models/loop_device.hpp"
#include "models/policy.hpp"
#include "tests/models/choices.hpp"
#include "tests/models/test_machine.hpp"
#include "tests/models/test_thread.hpp"
#include "tests/models/undecided_file.hpp"

namespace loopsim::models {
namespace {

constexpr int kCpus = 4;

void require(bool holds, const char* law) {
  if (!holds) throw std::runtime_error(law);
}

// Everything happens at once, but for three steps of a nanosecond each: a call of the file, the way from the refusal to
// the list, and every use of the list. So two that race meet at the same instants.
Costs step_costs() {
  Costs costs = no_costs();
  costs.loop_enqueue = 1;
  costs.lo_work_lock_hold = 1;
  return costs;
}

DesignSpec design_of(const Encounter& encounter) {
  DesignSpec design;
  design.policy = encounter.policy;
  design.queue_depth = encounter.tags;
  design.hw_queues = encounter.hw_queues;
  return design;
}

class Run final : private BioOwner {
 public:
  Run(const Encounter& encounter, Choices& choices)
      : encounter_(encounter),
        choices_(choices),
        kernel_(core_, machine_of(step_costs(), kCpus), {6, 14}),
        file_(kernel_, choices),
        loop_(kernel_, file_, PolicyRegistry::find(encounter.policy)->create(), design_of(encounter)) {
    for (const Op op : encounter.commands) add(op);
    for (int number = 0; number < encounter.submitters; ++number) {
      submitters_.emplace_back(kernel_, number, [this, number](sim::Thread& thread) { return submit(thread, number); });
    }
  }

  void run() {
    constexpr int kEndless = 1000;
    int events = 0;
    while (core_.step(choices_.pick(core_.choices()))) {
      require(++events < kEndless, "it never ends");
      check_step();
    }
    check_end();
  }

  std::uint64_t refused() {
    std::uint64_t total = 0;
    for (const Command& command : commands_) total += file_.record(command.bio.offset).refused > 0 ? 1U : 0U;
    return total;
  }
  std::uint64_t skipped() const { return loop_.counters().hint_skips; }
  std::uint64_t tag_waits() { return loop_.queue().tag_waits(); }

 private:
  struct Command {
    Bio bio;
    StageClock clock;
    int ended = 0;
  };

  void add(Op op) {
    Command& command = commands_.emplace_back();
    const auto number = static_cast<int>(commands_.size()) - 1;
    command.bio.op = op;
    command.bio.bytes = 4096;
    command.bio.offset = static_cast<std::uint64_t>(number) * 4096;
    command.bio.cgroup = number % encounter_.cgroups;
    command.bio.device = &loop_.queue();
    command.bio.owner = this;
    command.bio.owner_data = &command;
    command.bio.clock = &command.clock;
    command.clock.start(0);
  }

  sim::Task<> submit(sim::Thread& thread, int number) {
    Current current{thread};
    co_await thread.delay(number * encounter_.lag);
    for (auto index = static_cast<std::size_t>(number); index < commands_.size();
         index += static_cast<std::size_t>(encounter_.submitters)) {
      co_await submit_bio(current, commands_[index].bio, true);
      co_await thread.compute(0);
      co_await thread.delay(encounter_.rest);
    }
  }

  void bio_end_io(Bio& bio, BioStatus status, const sim::Context&) override {
    Command& command = *static_cast<Command*>(bio.owner_data);
    require(++command.ended == 1, "a command ended twice");
    require(status == BioStatus::ok, "a command ended with an error");
    require(file_.record(bio.offset).performed == 1, "a command ended whose I/O was not done");
  }

  void check_step() {
    std::uint64_t ended = 0;
    for (const Command& command : commands_) {
      const UndecidedFile::Record& record = file_.record(command.bio.offset);
      require(!record.retried_nowait, "a refused command came back with NOWAIT");
      require(record.performed <= 1, "an I/O was done twice");
      ended += static_cast<std::uint64_t>(command.ended);
    }
    require(static_cast<std::uint64_t>(loop_.queue().tags_in_use()) == loop_.queue().started() - ended,
            "a tag and its command did not live equally long");
    require(loop_.queue().tags_in_use() <= encounter_.tags * encounter_.hw_queues, "there were more tags than exist");
    if (encounter_.policy == "threaded") return;
    require(file_.most_inside() <= 1, "workers submitted two commands of a cgroup at a time");
    if (std::ranges::any_of(encounter_.commands, [](Op op) { return op != Op::write; })) return;
    require(loop_.queued() <= loop_.blocking_writes() && loop_.blocking_writes() <= loop_.queued() + encounter_.cgroups,
            "blocking writes are not those queued and being submitted");
  }

  void check_end() {
    for (const TestThread& submitter : submitters_) require(submitter.done(), "a submitter waits for ever");
    for (const Command& command : commands_) require(command.ended == 1, "a command was lost");
    require(loop_.queued() == 0, "commands are left on a list");
    require(loop_.blocking_writes() == 0, "the blocking-write counter did not return to 0");
    require(loop_.slow().value() == 0, "the loop device is slow for ever");
    require(loop_.queue().tags_in_use() == 0, "a tag is missing");
  }

  const Encounter& encounter_;
  Choices& choices_;
  sim::EventCore core_;
  Kernel kernel_;
  UndecidedFile file_;
  LoopDevice loop_;
  std::deque<Command> commands_;
  std::deque<TestThread> submitters_;
};

}  // namespace

Exploration explore(const Encounter& encounter) {
  Exploration result;
  Choices choices;
  do {
    Run run(encounter, choices);
    ++result.runs;
    try {
      run.run();
    } catch (const std::exception& error) {
      result.violation = fmt::format("run {}: {}", result.runs, error.what());
      return result;
    }
    result.refused += run.refused();
    result.skipped += run.skipped();
    result.tag_waits += run.tag_waits();
  } while (choices.next());
  return result;
}

std::vector<Encounter> small_encounters() {
  // A third command, after a rest, finds out whether the others left the worker ready for work.
  std::vector<Encounter> result{
      {.policy = "workqueue", .commands{Op::write, Op::write, Op::write}, .submitters = 2, .lag = 2, .rest = 12}};
  for (const char* policy : {"workqueue", "nowait", "nowait-hint", "threaded"}) {
    for (const Op second : {Op::write, Op::read, Op::flush}) {
      Encounter encounter{.policy = policy, .commands{Op::write, second}};
      result.push_back(encounter);
      encounter.tags = 1;
      result.push_back(encounter);
      encounter.submitters = 2;
      result.push_back(encounter);
      encounter.hw_queues = 2;
      encounter.cgroups = 2;
      result.push_back(encounter);
      encounter.lag = 2;
      result.push_back(encounter);
    }
  }
  return result;
}

}  // namespace loopsim::models
