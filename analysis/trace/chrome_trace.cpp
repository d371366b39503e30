// SPDX-License-Identifier: GPL-2.0
#include "analysis/trace/chrome_trace.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/bio.hpp"
#include "models/system.hpp"
#include "sim/rw_semaphore.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::array<const char*, 4> kCounterNames = {"worker list", "loop tags in use", "device in flight",
                                                      "blocking writes"};

const char* op_name(models::Op op) {
  switch (op) {
    case models::Op::read:
      return "read";
    case models::Op::write:
      return "write";
    case models::Op::flush:
      return "flush";
    case models::Op::discard:
      return "discard";
    case models::Op::write_zeroes:
      return "write_zeroes";
    case models::Op::unknown:
      break;
  }
  return "unknown";
}

std::array<std::int64_t, kCounterNames.size()> queues_of(models::System& system) {
  const auto device = static_cast<std::int64_t>(system.disk().in_flight());
  if (models::LoopDevice* loop = system.loop(); loop != nullptr) {
    return {loop->queued(), loop->queue().tags_in_use(), device, loop->blocking_writes()};
  }
  if (const models::Emulation* emulation = system.emulation(); emulation != nullptr) {
    return {emulation->queued(), 0, device, emulation->blocking_writes()};
  }
  return {0, 0, device, 0};
}

}  // namespace

ChromeTrace::ChromeTrace(std::FILE* file, TraceWindow window, std::string_view about)
    : events_(file, about), window_(std::move(window)) {}

void ChromeTrace::attached(models::System& system) {
  system_ = &system;
  events_.name_process(Process::fio, "fio");
  events_.name_process(Process::threads, "kernel threads");
  events_.name_process(Process::cpus, "CPUs");
  events_.name_process(Process::interrupts, "interrupts");
  events_.name_process(Process::locks, "locks");
  events_.name_process(Process::device, "device");
  events_.name_process(Process::queues, "queues");
  for (const sim::Cpu& cpu : system.kernel().processors().cpus()) {
    cpus_.push_back(events_.add_track(Process::cpus, fmt::format("CPU {}", cpu.index())));
    interrupts_.push_back(events_.add_track(Process::interrupts, fmt::format("CPU {} interrupts", cpu.index())));
    handling_.emplace_back();
  }
}

void ChromeTrace::finish() {
  if (std::exchange(finished_, true)) {
    return;
  }
  for (std::size_t cpu = 0; cpu < handling_.size(); ++cpu) {
    write_handling(cpu);
  }
  events_.finish(window_.closed_at());
}

TraceEvents::Track ChromeTrace::track_of(const sim::Thread& thread) {
  const auto found = threads_.find(&thread);
  if (found != threads_.end()) {
    return found->second;
  }
  const bool is_job = thread.name().starts_with("job.") || thread.name().starts_with("beside.");
  return threads_[&thread] = events_.add_track(is_job ? Process::fio : Process::threads, thread.name());
}

TraceEvents::Track ChromeTrace::lock_track(const void* lock, const char* name) {
  const auto found = locks_.find(lock);
  return found != locks_.end() ? found->second : locks_[lock] = events_.add_track(Process::locks, name);
}

std::uint64_t ChromeTrace::number_of(const models::StageClock* command) {
  const TraceWindow::Followed* followed = window_.find(command);
  return followed == nullptr ? 0 : followed->number;
}

std::uint64_t ChromeTrace::through(const models::StageClock* command, TraceEvents::Track track) {
  TraceWindow::Followed* followed = window_.find(command);
  if (followed == nullptr) {
    return 0;
  }
  followed->last_track = track;
  return followed->number;
}

void ChromeTrace::command_begins(const models::StageClock& command, const models::IssuedCommand& issued,
                                 const sim::Thread&, sim::SimTime at) {
  window_.begins(command, issued, at);
}

void ChromeTrace::command_ends(const models::StageClock& command, const sim::Context& context, sim::SimTime at) {
  const std::uint64_t number = number_of(&command);
  if (number == 0) {
    return;
  }
  write_counters();
  const auto here = static_cast<std::size_t>(context.cpu().index());
  const sim::SimTime handled = handling_[here].command == number ? handling_[here].until : system_->kernel().now();
  // The arrow ends here, so what it went through must be there.
  for (std::size_t cpu = 0; cpu < handling_.size(); ++cpu) {
    if (handling_[cpu].command == number) {
      write_handling(cpu);
    }
  }
  if (context.thread() != nullptr) {
    events_.flow(track_of(*context.thread()), TraceEvents::Flow::finish, number, at);
  } else {
    // A command may end later than the interrupt that found it done: who did it is ahead of the clock.
    events_.flow(interrupts_[here], TraceEvents::Flow::finish, number, std::min(at, handled));
  }
  if (window_.ends(command, at)) {
    finish();
  }
}

void ChromeTrace::stage_begins(const models::StageClock&, models::Stage, sim::SimTime) {
  if (window_.open()) {
    write_counters();
  }
}

void ChromeTrace::write_counters() {
  const auto now = queues_of(*system_);
  for (std::size_t i = 0; i < kCounters; ++i) {
    if (!counted_before_ || now[i] != counted_[i]) {
      events_.counter(Process::queues, kCounterNames[i], system_->kernel().now(), now[i]);
    }
  }
  counted_ = now;
  counted_before_ = true;
}

void ChromeTrace::enters(const sim::Thread& thread, const char* function, const models::StageClock* command,
                         sim::SimTime at) {
  if (!window_.open()) {
    return;
  }
  const TraceEvents::Track track = track_of(thread);
  TraceWindow::Followed* followed = window_.find(command);
  if (followed == nullptr) {
    events_.begin(track, function, at);
    return;
  }
  if (followed->last_track) {
    events_.begin(track, function, at, followed->number);
    if (std::exchange(followed->last_track, track) != track) {
      events_.flow(track, TraceEvents::Flow::step, followed->number, at);
    }
    return;
  }
  followed->last_track = track;
  events_.begin(track, function, at, followed->number, op_name(followed->command.op), followed->command.offset,
                followed->command.bytes);
  events_.flow(track, TraceEvents::Flow::start, followed->number, at);
}

void ChromeTrace::leaves(const sim::Thread& thread, sim::SimTime at) {
  if (window_.open()) {
    events_.end(track_of(thread), at);
  }
}

void ChromeTrace::refused(const sim::Thread& thread, models::Eagain reason) {
  if (window_.open()) {
    events_.result(track_of(thread), models::kEagainNames[static_cast<std::size_t>(reason)]);
  }
}

void ChromeTrace::handles(const sim::Cpu& cpu, const char* handler, const models::StageClock* command) {
  if (!window_.open()) {
    return;
  }
  const auto index = static_cast<std::size_t>(cpu.index());
  write_handling(index);
  handling_[index] = {handler, through(command, interrupts_[index]), 0, 0};
}

void ChromeTrace::interrupted(const sim::Cpu& cpu, sim::SimTime from, sim::SimTime until) {
  if (!window_.open()) {
    return;
  }
  const auto index = static_cast<std::size_t>(cpu.index());
  Handling& handling = handling_[index];
  if (handling.until == 0) {
    handling.from = from;
  } else if (handling.until != from) {
    write_handling(index);
    handling = {.handler = "interrupt", .command = 0, .from = from, .until = 0};
  }
  handling.until = until;
}

void ChromeTrace::write_handling(std::size_t cpu) {
  const Handling handling = std::exchange(handling_[cpu], Handling());
  if (handling.until > 0) {
    events_.slice(interrupts_[cpu], handling.handler, handling.from, handling.until, handling.command);
  }
}

void ChromeTrace::serves(int unit, const models::Bio& bio, sim::SimTime from, sim::SimTime until) {
  if (!window_.open()) {
    return;
  }
  while (units_.size() <= static_cast<std::size_t>(unit)) {
    units_.push_back(events_.add_track(Process::device, fmt::format("unit {}", units_.size())));
  }
  const TraceEvents::Track track = units_[static_cast<std::size_t>(unit)];
  events_.slice(track, op_name(bio.op), from, until, through(bio.clock, track));
}

void ChromeTrace::holds(const char* spinlock, sim::SimTime from, sim::SimTime until) {
  if (window_.open()) {
    events_.slice(lock_track(spinlock, spinlock), "held", from, until);
  }
}

void ChromeTrace::switched_in(const sim::Cpu& cpu, const sim::Thread& thread, sim::SimTime at) {
  if (window_.open()) {
    events_.begin(cpus_[static_cast<std::size_t>(cpu.index())], thread.name(), at);
  }
}

void ChromeTrace::switched_out(const sim::Cpu& cpu, const sim::Thread&, sim::SimTime at) {
  if (window_.open()) {
    events_.end(cpus_[static_cast<std::size_t>(cpu.index())], at);
  }
}

void ChromeTrace::waits_for(const sim::RwSemaphore& lock, const sim::Thread& thread, bool exclusive, sim::SimTime at) {
  if (window_.open()) {
    events_.begin(track_of(thread), fmt::format("rwsem_down_{}_slowpath {}", exclusive ? "write" : "read", lock.name()),
                  at);
  }
}

void ChromeTrace::waited_for(const sim::RwSemaphore&, const sim::Thread& thread, sim::SimTime at) {
  leaves(thread, at);
}

void ChromeTrace::owned(const sim::RwSemaphore& lock, const sim::Thread& thread, sim::SimTime at) {
  if (window_.open()) {
    events_.begin(lock_track(&lock, lock.name()), thread.name(), at);
  }
}

void ChromeTrace::disowned(const sim::RwSemaphore& lock, sim::SimTime at) {
  if (window_.open()) {
    events_.end(lock_track(&lock, lock.name()), at);
  }
}

}  // namespace loopsim::analysis
