// SPDX-License-Identifier: GPL-2.0
#include "tests/models/twin.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/event_core.hpp"
#include "sim/fifo.hpp"
#include "sim/fixed_array.hpp"
#include "sim/process.hpp"
#include "sim/processors.hpp"
#include "sim/random.hpp"
#include "sim/simgrid_engine.hpp"
#include "sim/tag_set.hpp"

namespace loopsim::models {
namespace {

struct Job;

struct Command {
  Job* job = nullptr;
  int tag = sim::TagSet::kNone;
  sim::SimTime submitted = 0;
  Command* next = nullptr;
};

using Commands = sim::Fifo<Command, &Command::next>;

// A thread with a CPU to itself, which costs nothing to wake or to switch to.
struct Runner {
  Runner(sim::Processors& processors, int number)
      : thread(processors, "runner", processors.cpu(number), sim::Thread::Affinity::bound) {}

  void push(Command& command, const sim::Context& context) {
    waiting.push(command);
    if (thread.sleeping()) thread.wake(context);
  }

  sim::Thread thread;
  Commands waiting;
  sim::Process process;
};

struct Job : Runner {
  Job(sim::EventCore& core, sim::Processors& processors, int number, int iodepth)
      : Runner(processors, number), commands(static_cast<std::size_t>(iodepth)), ended(core) {
    for (Command& command : commands) {
      command.job = this;
      idle.push(command);
    }
  }

  std::vector<Command> commands;
  Commands idle;
  sim::SimGridEngine::Signal ended;
};

class Twin {
 public:
  explicit Twin(const RefereeSpec& spec)
      : spec_(spec),
        random_(spec.seed),
        processors_(core_, spec.numjobs + 1, {}),
        tags_(spec.tags),
        worker_(processors_, spec.numjobs),
        jobs_(static_cast<std::size_t>(spec.numjobs)),
        units_(static_cast<std::size_t>(spec.units)) {
    for (int number = 0; number < spec.numjobs; ++number) {
      jobs_.emplace_back(core_, processors_, number, spec.iodepth);
    }
    for (int unit = 0; unit < spec.units; ++unit) free_units_.push(units_.emplace_back(*this));
  }

  RefereeResult run() {
    sim::SimGridEngine engine(core_, sim::EngineMode::horizon);
    worker_.process = run_worker();
    worker_.thread.launch(worker_.process.handle());
    for (Job& job : jobs_) {
      job.process = run_job(job);
      engine.add_actor("job", [&job] {
        job.thread.launch(job.process.handle());
        job.ended.wait();
      });
    }
    engine.run();
    result_.mean_latency = static_cast<double>(latency_total_) / static_cast<double>(result_.ios);
    return result_;
  }

 private:
  struct Unit {
    explicit Unit(Twin& owner) : twin(owner) {}
    void served() { twin.served(*this); }

    Twin& twin;
    Command* command = nullptr;
    Unit* next = nullptr;
    sim::MemberEvent<Unit, &Unit::served> service_end{*this};
  };

  sim::SimTime end() const { return spec_.ramp_time + spec_.runtime; }

  sim::Process run_job(Job& job) {
    sim::Thread& thread = job.thread;
    for (int in_flight = 0;;) {
      while (Command* command = core_.now() < end() ? job.idle.pop() : nullptr) {
        ++in_flight;
        command->submitted = core_.now();
        command->tag = tags_.try_get();
        co_await thread.compute(spec_.job_time);
        while (command->tag == sim::TagSet::kNone) {
          co_await tags_.wait(thread);
          command->tag = tags_.try_get();
        }
        if (spec_.submitter == RefereeSpec::Submitter::worker) {
          worker_.push(*command, sim::Context(thread));
        } else {
          to_device(*command);
        }
      }
      if (in_flight == 0) break;
      while (job.waiting.empty()) co_await thread.sleep();
      Command& command = *job.waiting.pop();
      --in_flight;
      reaped(command);
      job.idle.push(command);
    }
    thread.exit();
    job.ended.raise();
  }

  sim::Process run_worker() {
    for (;;) {
      while (worker_.waiting.empty()) co_await worker_.thread.sleep();
      Command& command = *worker_.waiting.pop();
      co_await worker_.thread.compute(spec_.worker_time);
      to_device(command);
    }
  }

  void to_device(Command& command) {
    if (Unit* unit = free_units_.pop(); unit != nullptr) {
      serve(*unit, command);
    } else {
      to_units_.push(command);
    }
  }

  void serve(Unit& unit, Command& command) {
    unit.command = &command;
    core_.schedule(unit.service_end, core_.now() + spec_.service.draw(random_));
  }

  void served(Unit& unit) {
    Command& command = *unit.command;
    const sim::Context hardirq(command.job->thread.cpu(), sim::Context::Kind::hardirq);
    tags_.put(command.tag, hardirq);
    command.job->push(command, hardirq);
    if (Command* next = to_units_.pop(); next != nullptr) {
      serve(unit, *next);
    } else {
      free_units_.push(unit);
    }
  }

  void reaped(const Command& command) {
    ++result_.ios_total;
    if (core_.now() < spec_.ramp_time || core_.now() > end()) return;
    ++result_.ios;
    latency_total_ += core_.now() - command.submitted;
  }

  const RefereeSpec& spec_;
  sim::Random random_;
  sim::EventCore core_;
  sim::Processors processors_;
  sim::TagSet tags_;
  Runner worker_;
  sim::FixedArray<Job> jobs_;
  sim::FixedArray<Unit> units_;
  sim::Fifo<Unit, &Unit::next> free_units_;
  Commands to_units_;
  sim::SimTime latency_total_ = 0;
  RefereeResult result_;
};

}  // namespace

RefereeResult run_twin(const RefereeSpec& spec) {
  const auto begin = std::chrono::steady_clock::now();
  RefereeResult result = Twin(spec).run();
  result.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace loopsim::models
