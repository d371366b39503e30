// SPDX-License-Identifier: GPL-2.0
#include "tests/models/referee.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include <simgrid/s4u.hpp>
#include <simgrid/version.h>

#include "sim/random.hpp"

namespace loopsim::models {
namespace {

namespace sg4 = simgrid::s4u;

sim::SimTime now() { return static_cast<sim::SimTime>(std::llround(sg4::Engine::get_clock() * 1e9)); }

// SimGrid makes any sleep last at least its precision.
void spend(sim::SimTime time) {
  if (time > 0) sg4::this_actor::sleep_for(static_cast<double>(time) * 1e-9);
}

struct Command {
  struct Job* job = nullptr;
  sim::SimTime submitted = 0;
};

// Commands that wait for whoever takes the next one.
class Queue {
 public:
  void push(Command& command) {
    waiting_.push_back(&command);
    filled_->release();
  }
  Command& pop() {
    filled_->acquire();
    Command& command = *waiting_.front();
    waiting_.pop_front();
    return command;
  }

 private:
  sg4::SemaphorePtr filled_ = sg4::Semaphore::create(0);
  std::deque<Command*> waiting_;
};

// As blk-mq has it: who finds no tag sleeps, sleepers are woken in batches of up to eight, and try again.
class Tags {
 public:
  explicit Tags(int depth) : free_(depth), batch_(std::clamp(depth / 8, 1, 8)) {}

  bool try_get() {
    if (free_ == 0) return false;
    --free_;
    return true;
  }
  void get(sg4::Semaphore& sleeper) {
    while (!try_get()) {
      asleep_.push_back(&sleeper);
      sleeper.acquire();
    }
  }
  void put() {
    ++free_;
    if (++freed_ < batch_) return;
    freed_ = 0;
    for (int woken = 0; woken < batch_ && !asleep_.empty(); ++woken) {
      asleep_.front()->release();
      asleep_.pop_front();
    }
  }

 private:
  int free_;
  int batch_;
  int freed_ = 0;
  std::deque<sg4::Semaphore*> asleep_;
};

struct Job {
  explicit Job(int iodepth) : commands(static_cast<std::size_t>(iodepth)) {
    for (Command& command : commands) command.job = this;
  }

  std::deque<Command> commands;
  Queue completed;
  sg4::SemaphorePtr tag_sleep = sg4::Semaphore::create(0);
};

class Referee {
 public:
  explicit Referee(const RefereeSpec& spec) : spec_(spec), random_(spec.seed), tags_(spec.tags) {
    for (int number = 0; number < spec.numjobs; ++number) jobs_.emplace_back(spec.iodepth);
  }

  void add_actors(const std::function<sg4::ActorPtr(const std::string&, const std::function<void()>&)>& add) {
    for (Job& job : jobs_) add("job", [this, &job] { run_job(job); });
    add("worker", [this] { run_worker(); })->daemonize();
    for (int unit = 0; unit < spec_.units; ++unit) add("unit", [this] { run_unit(); })->daemonize();
  }

  RefereeResult result() const {
    RefereeResult result;
    result.ios = ios_;
    result.mean_latency = static_cast<double>(latency_total_) / static_cast<double>(ios_);
    result.ios_total = ios_total_;
    return result;
  }

 private:
  sim::SimTime end() const { return spec_.ramp_time + spec_.runtime; }

  void run_job(Job& job) {
    for (Command& command : job.commands) submit(command);
    for (int in_flight = spec_.iodepth; in_flight > 0; --in_flight) {
      Command& command = job.completed.pop();
      reaped(command);
      if (now() >= end()) continue;
      submit(command);
      ++in_flight;
    }
  }

  void submit(Command& command) {
    command.submitted = now();
    const bool has_tag = tags_.try_get();
    spend(spec_.job_time);
    if (!has_tag) tags_.get(*command.job->tag_sleep);
    (spec_.submitter == RefereeSpec::Submitter::worker ? to_worker_ : to_device_).push(command);
  }

  void run_worker() {
    for (;;) {
      Command& command = to_worker_.pop();
      spend(spec_.worker_time);
      to_device_.push(command);
    }
  }

  void run_unit() {
    for (;;) {
      Command& command = to_device_.pop();
      spend(spec_.service.draw(random_));
      tags_.put();
      command.job->completed.push(command);
    }
  }

  void reaped(const Command& command) {
    ++ios_total_;
    if (now() < spec_.ramp_time || now() > end()) return;
    ++ios_;
    latency_total_ += now() - command.submitted;
  }

  const RefereeSpec& spec_;
  sim::Random random_;
  Tags tags_;
  std::deque<Job> jobs_;
  Queue to_worker_;
  Queue to_device_;
  std::uint64_t ios_ = 0;
  std::uint64_t ios_total_ = 0;
  sim::SimTime latency_total_ = 0;
};

// SimGrid's names for the same things changed with version 4.
#if SIMGRID_VERSION_MAJOR >= 4
constexpr const char* kPrecision = "--cfg=precision/timing:1e-12";
sg4::Host* add_host(sg4::Engine& engine) { return engine.get_netzone_root()->add_host("machine", 1e9); }
sg4::ActorPtr add_actor(sg4::Host* host, const std::string& name, const std::function<void()>& body) {
  return host->add_actor(name, body);
}
#else
constexpr const char* kPrecision = "--cfg=surf/precision:1e-12";
sg4::Host* add_host(sg4::Engine&) { return sg4::create_star_zone("world")->create_host("machine", 1e9); }
sg4::ActorPtr add_actor(sg4::Host* host, const std::string& name, const std::function<void()>& body) {
  return sg4::Actor::create(name, host, body);
}
#endif

}  // namespace

RefereeResult run_referee(const RefereeSpec& spec) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::string> settings = {
      "referee",
      "--log=xbt_cfg.thresh:warning",
      kPrecision,
#ifdef LOOPSIM_THREAD_CONTEXTS
      // Sanitizers lose track of stacks that are switched by hand.
      "--cfg=contexts/factory:thread",
#endif
  };
  std::vector<char*> arguments;
  arguments.reserve(settings.size());
  for (std::string& setting : settings) arguments.push_back(setting.data());
  int argc = static_cast<int>(arguments.size());
  char** argv = arguments.data();
  sg4::Engine engine(&argc, argv);
  sg4::Host* host = add_host(engine);
  host->get_englobing_zone()->seal();
  Referee referee(spec);
  referee.add_actors(
      [host](const std::string& actor, const std::function<void()>& body) { return add_actor(host, actor, body); });
  engine.run();
  RefereeResult result = referee.result();
  result.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace loopsim::models
