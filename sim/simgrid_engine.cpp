// SPDX-License-Identifier: GPL-2.0
#include "sim/simgrid_engine.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <simgrid/kernel/resource/Model.hpp>
#include <simgrid/s4u.hpp>
#include <simgrid/version.h>

namespace loopsim::sim {
namespace {

namespace sg4 = simgrid::s4u;

SimTime to_ns(double seconds) { return static_cast<SimTime>(std::llround(seconds * 1e9)); }
double to_seconds(SimTime time) { return static_cast<double>(time) * 1e-9; }

// Null-terminated, as main() gets them.
std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

sg4::Host* add_host(sg4::Engine& engine) {
#if SIMGRID_VERSION_MAJOR >= 4
  sg4::NetZone* zone = engine.get_netzone_root();
  sg4::Host* host = zone->add_host("machine", 1e9);
#else
  static_cast<void>(engine);
  sg4::NetZone* zone = sg4::create_star_zone("world");
  sg4::Host* host = zone->create_host("machine", 1e9);
#endif
  zone->seal();
  return host;
}

// The event core as a SimGrid resource model. The engine asks it for the date of its next event and then tells it that
// the clock stands there. A model whose answer is not idempotent is asked last, with the span in which nothing else in
// the simulation can happen; horizon mode runs its events through that span before it answers.
class CoreModel final : public simgrid::kernel::resource::Model {
 public:
  CoreModel(EventCore& core, EngineMode mode) : Model("loopsim"), core_(core), strict_(mode == EngineMode::strict) {}

  bool next_occurring_event_is_idempotent() override { return strict_; }

  double next_occurring_event(double bound) override {
    const double now = sg4::Engine::get_clock();
    if (!core_.outbox_empty()) return span_to(core_.now(), now);
    if (strict_) return core_.idle() ? -1.0 : span_to(core_.next_time(), now);
    // Unbounded: only the model itself has anything left to do.
    const SimTime limit = bound < 0 ? kNever : to_ns(now + bound);
    const SimTime reached = core_.run_until(limit);
    if (!core_.outbox_empty()) return span_to(reached, now);
    return bound < 0 || core_.idle() ? -1.0 : bound;
  }

  void update_actions_state(double now, double) override {
    if (strict_) core_.run_until(to_ns(now));
    core_.flush_outbox();
  }

 private:
  static double span_to(SimTime at, double now) { return std::max(0.0, to_seconds(at) - now); }

  EventCore& core_;
  bool strict_;
};

}  // namespace

struct SimGridEngine::Signal::Impl {
  // SimGrid aborts the process when a semaphore goes while an actor waits for it, as it does after an error has ended
  // the run: then it stays until the process ends.
  ~Impl() {
    if (awaited) semaphore.detach();
  }
  sg4::SemaphorePtr semaphore = sg4::Semaphore::create(0);
  bool awaited = false;
};

SimGridEngine::Signal::Signal(EventCore& core) : core_(core), impl_(std::make_unique<Impl>()) {}
SimGridEngine::Signal::~Signal() = default;
void SimGridEngine::Signal::wait() {
  impl_->awaited = true;
  impl_->semaphore->acquire();
  impl_->awaited = false;
}
void SimGridEngine::Signal::deliver() { impl_->semaphore->release(); }

struct SimGridEngine::Impl {
  Impl() : engine(&argc, argv) {}

  // SimGrid takes its settings from a command line that it may change.
  std::vector<std::string> settings = {
      "loopsim",
      "--log=xbt_cfg.thresh:warning",
#ifdef LOOPSIM_THREAD_CONTEXTS
      // Sanitizers lose track of stacks that are switched by hand.
      "--cfg=contexts/factory:thread",
#endif
  };
  std::vector<char*> arguments = pointers_to(settings);
  int argc = static_cast<int>(settings.size());
  char** argv = arguments.data();
  sg4::Engine engine;
  sg4::Host* host = nullptr;
  std::exception_ptr failure;
  bool deadlocked = false;
};

SimGridEngine::SimGridEngine(EventCore& core, EngineMode mode) : impl_(std::make_unique<Impl>()) {
#if SIMGRID_VERSION_MAJOR >= 4
  sg4::Engine::set_config("precision/timing:1e-12");
#else
  sg4::Engine::set_config("surf/precision:1e-12");
#endif
  impl_->host = add_host(impl_->engine);
  impl_->engine.add_model(std::make_shared<CoreModel>(core, mode));
  sg4::Engine::on_deadlock_cb([this] { impl_->deadlocked = true; });
}

SimGridEngine::~SimGridEngine() = default;

void SimGridEngine::add_actor(const std::string& name, std::function<void()> body) {
  // SimGrid aborts the process when an exception leaves an actor; run() rethrows it instead.
  auto guarded = [this, body = std::move(body)] {
    try {
      body();
    } catch (const simgrid::ForcefulKillException&) {
      throw;
    } catch (...) {
      if (!impl_->failure) impl_->failure = std::current_exception();
    }
  };
#if SIMGRID_VERSION_MAJOR >= 4
  impl_->host->add_actor(name, guarded);
#else
  sg4::Actor::create(name, impl_->host, guarded);
#endif
}

void SimGridEngine::run() {
  impl_->engine.run();
  if (impl_->failure) std::rethrow_exception(impl_->failure);
  if (impl_->deadlocked) throw Deadlock("an actor waits for an event that never came");
}

void SimGridEngine::sleep_until(SimTime at) { sg4::this_actor::sleep_until(to_seconds(at)); }

SimTime SimGridEngine::now() { return to_ns(sg4::Engine::get_clock()); }

}  // namespace loopsim::sim
