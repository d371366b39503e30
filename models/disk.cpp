// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "models/block_softirq.hpp"
#include "models/block_trace.hpp"
#include "models/lower_device.hpp"
#include "models/plug.hpp"
#include "models/run.hpp"
#include "sim/tag_set.hpp"

namespace loopsim::models {
namespace {

// A disk with parallel units, a limit of commands in flight, and an interrupt for what is done. Each unit serves first
// come, first served and is known by the time it becomes free, so a command's completion time is settled when it
// arrives: one event a command, however many units, unless a thread of the host announces it. A paravirtual disk
// fetches commands one after another in a thread of the host, which needs a kick only when it has run out of them, has
// to be woken if it does nothing else, and may have completions to announce as well. Of a batch a disk is told with the
// last command; one that is fetching finds the others by itself. A discard is served as a write.
class Disk final : public LowerDevice, private HardwareQueue {
 public:
  Disk(Kernel& kernel, const DeviceSpec& spec)
      : kernel_(kernel),
        spec_(spec),
        tags_(spec.tags),
        paravirtual_(is_paravirtual(spec)),
        rings_(paravirtual_ ? 1 : static_cast<std::size_t>(kernel.processors().size())) {
    for (int unit = 0; unit < spec.units; ++unit) units_.push_back({0, unit});
    HardwareQueue& queue = *this;
    for (int tag = 0; tag < spec.tags; ++tag) commands_.emplace_back(*this, queue, tag);
  }

  sim::Task<> submit(Current& current, Bio& bio) override {
    trace_(BlockAction::queued, bio, current.thread);
    const int tag = tags_.try_get();
    if (tag != sim::TagSet::kNone) return issue(current, bio, tag);
    if (!bio.nowait) return wait_and_issue(current, bio);
    bio.owner->bio_end_io(bio, BioStatus::again, current.context());
    return sim::Task<>::ready();
  }

  int units() const override { return spec_.units; }
  int in_flight() const override { return tags_.in_use(); }
  sim::SimTime busy() const override { return busy_; }
  std::uint64_t commands() const override { return started_; }
  std::uint64_t completed() const override { return completed_; }

 private:
  struct Unit {
    sim::SimTime free_at;
    int number;
  };

  struct alignas(sim::kCacheLine) Command final : HeldRequest, sim::StepAfterCharges {
    Command(Disk& owner, HardwareQueue& queue, int tag_number) : HeldRequest(queue), disk(owner), tag(tag_number) {}
    sim::Task<> issue(sim::Thread& submitter) {
      take_place_in(submitter);
      return sim::Task<>::last(*this);
    }
    void finish() override { disk.start(*this, thread()); }
    void served() { disk.served(*this); }

    Disk& disk;
    int tag;
    Bio* bio = nullptr;
    sim::Cpu* cpu = nullptr;
    sim::SimTime service = 0;
    bool noticed = false;  // by the thread that announces it
    sim::MemberEvent<Command, &Command::served> service_end{*this};
  };

  sim::Task<> wait_and_issue(Current& current, Bio& bio) {
    co_await current.thread.compute(0);
    bio.clock->enter(Stage::lower_wait, kernel_.now());
    int tag = tags_.try_get();
    while (tag == sim::TagSet::kNone) {
      co_await tags_.wait(current.thread);
      tag = tags_.try_get();
    }
    co_await issue(current, bio, tag);
  }

  sim::Task<> issue(Current& current, Bio& bio, int tag) {
    Command& command = commands_[static_cast<std::size_t>(tag)];
    if (command.bio != nullptr) throw RunError("a lower tag in use was given out again");
    command.bio = &bio;
    trace_(BlockAction::got_request, bio, current.thread);
    if (current.plug != nullptr) [[unlikely]]
      return current.plug->add(current, command);
    current.thread.charge(spec_.submit);
    return paravirtual_ ? kick_and_start(current.thread, command) : command.issue(current.thread);
  }

  // A kick that costs nothing is still one.
  static bool is_paravirtual(const DeviceSpec& spec) {
    return spec.kick > 0 || spec.wake > 0 || spec.poll > 0 || spec.notify > 0;
  }

  // Whether the device looks by itself for what is next.
  bool fetching() const { return paravirtual_ && kernel_.now() < fetching_until_ + spec_.poll; }

  bool host_sleeps() const { return kernel_.now() >= host_free_at_; }

  // The doorbell, where it is needed.
  sim::Task<> kick_and_start(sim::Thread& thread, Command& command) {
    co_await thread.compute(0);
    if (!fetching()) {
      co_await thread.compute(spec_.kick);
      kicked();
    }
    start_ring(thread);
    start(command, thread);
  }

  // A thread that is busy announcing comes back to the ring of its own accord.
  void kicked() {
    if (host_sleeps()) host_free_at_ = kernel_.now() + spec_.wake;
    fetching_until_ = host_free_at_;
  }

  // A device that is kicked has one ring; another has a submission queue for each CPU, whose doorbell is for that
  // alone.
  HeldRequests& ring_of(const sim::Thread& thread) {
    return rings_[paravirtual_ ? 0 : static_cast<std::size_t>(thread.cpu().index())];
  }

  // What was put on the ring before without telling.
  void start_ring(sim::Thread& thread) {
    while (HeldRequest* command = ring_of(thread).pop()) start(static_cast<Command&>(*command), thread);
  }

  // The read section is part of `submit`.
  void begin_batch(sim::Thread&) override {}

  sim::Task<> queue_rq(Current& current, const QueueData& data) override {
    sim::Thread& thread = current.thread;
    thread.charge(spec_.submit);
    auto& command = static_cast<Command&>(data.request);
    if (data.last) return kick_and_start(thread, command);
    return put_on_ring(thread, command);
  }

  sim::Task<> put_on_ring(sim::Thread& thread, Command& command) {
    co_await thread.compute(0);
    ring_of(thread).push(command);
    if (fetching()) start_ring(thread);
  }

  sim::Task<> commit_rqs(Current& current) override {
    if (ring_of(current.thread).empty()) co_return;
    co_await current.thread.compute(0);
    if (!fetching()) {
      co_await current.thread.compute(spec_.kick);
      if (ring_of(current.thread).empty()) co_return;
      kicked();
    }
    start_ring(current.thread);
  }

  void start(Command& command, sim::Thread& thread) {
    const sim::SimTime now = kernel_.now();
    Bio& bio = *command.bio;
    command.cpu = &interrupted_cpu(thread.cpu(), bio);
    trace_(BlockAction::issued, bio, thread);
    ++started_;
    if (bio.op == Op::flush) {
      // The drive's cache drains beside the commands; no unit is taken.
      command.service = 0;
      bio.clock->enter(Stage::device, now);
      kernel_.core().schedule(command.service_end, now + kernel_.costs().device_flush);
      return;
    }
    sim::Random dice(bio.luck);
    const std::size_t unit = unit_for(dice);
    command.service = (bio.op == Op::read ? spec_.read_service : spec_.write_service).draw(dice);
    fetching_until_ = host_free_at_ = std::max(now, host_free_at_) + spec_.fetch;
    const sim::SimTime begin = std::max(host_free_at_, units_[unit].free_at);
    const sim::SimTime done = begin + command.service;
    kernel_.tell([&](Observer& observer) { observer.serves(units_[unit].number, bio, begin, done); });
    occupy(unit, done);
    bio.clock->enter(Stage::lower_wait, now);
    bio.clock->enter(Stage::device, begin);
    kernel_.core().schedule(command.service_end, announced(done));
  }

  sim::Cpu& interrupted_cpu(sim::Cpu& submitter, const Bio& bio) {
    sim::Processors& processors = kernel_.processors();
    switch (spec_.interrupt) {
      case InterruptPlacement::fixed:
        return processors.cpu(0);
      case InterruptPlacement::spread:
        return processors.cpu(static_cast<int>((bio.luck >> 32) % static_cast<std::uint64_t>(processors.size())));
      case InterruptPlacement::submitter:
        break;
    }
    return submitter;
  }

  // Completions of one coalescing window are announced together at its end.
  sim::SimTime announced(sim::SimTime done) const {
    return spec_.coalesce == 0 ? done : (done + spec_.coalesce - 1) / spec_.coalesce * spec_.coalesce;
  }

  std::size_t unit_for(sim::Random& dice) {
    return spec_.placement == Placement::hashed ? dice.below(units_.size()) : kFirstFree;
  }

  void occupy(std::size_t unit, sim::SimTime until) {
    if (spec_.placement == Placement::hashed) {
      units_[unit].free_at = until;
      return;
    }
    std::ranges::pop_heap(units_, std::greater<>(), &Unit::free_at);
    units_.back().free_at = until;
    std::ranges::push_heap(units_, std::greater<>(), &Unit::free_at);
  }

  // The thread that fetches looks for what is done when it has nothing to fetch, and announces all of that at once.
  // False if the interrupt for this command is yet to come.
  bool notices(Command& command) {
    const sim::SimTime now = kernel_.now();
    if (spec_.notify == 0 || std::exchange(command.noticed, false)) return true;
    if (now < host_free_at_ && now != notices_at_) {
      kernel_.core().schedule(command.service_end, host_free_at_);
      return false;
    }
    if (now != notices_at_) {
      notices_at_ = now;
      host_free_at_ = now + spec_.notify;
      // One that polls comes back to the ring after that, and goes on polling.
      if (spec_.poll > 0) fetching_until_ = host_free_at_;
    }
    command.noticed = true;
    kernel_.core().schedule(command.service_end, now + spec_.notify);
    return false;
  }

  void served(Command& command) {
    if (!notices(command)) return;
    busy_ += command.service;
    Bio& bio = *command.bio;
    bio.clock->enter(Stage::irq, kernel_.now());
    // A handler that is still running finds this completion too.
    const bool batched = command.cpu->in_interrupt(kernel_.now());
    kernel_.tell([&](Observer& observer) { observer.handles(*command.cpu, "device_irq", bio.clock); });
    const sim::Context hardirq =
        command.cpu->interrupt(batched ? kernel_.costs().device_irq_batched : kernel_.costs().device_irq);
    command.bio = nullptr;
    ++completed_;
    tags_.put(command.tag, hardirq);
    trace_(BlockAction::completed, bio, hardirq);
    bio.owner->bio_end_io(bio, BioStatus::ok, hardirq);
    kernel_.block_softirq().irq_exit(hardirq);
  }

  Kernel& kernel_;
  BlockTrace trace_{kernel_, BlockNode::lower};
  DeviceSpec spec_;
  sim::TagSet tags_;
  // By unit; where any free one will do, a heap.
  std::vector<Unit> units_;
  static constexpr std::size_t kFirstFree = 0;
  std::deque<Command> commands_;
  bool paravirtual_;
  std::vector<HeldRequests> rings_;              // commands that the device was not told of yet
  sim::SimTime fetching_until_ = -sim::kSecond;  // nobody polls at the start
  sim::SimTime host_free_at_ = -sim::kSecond;    // the thread that fetches and announces
  sim::SimTime notices_at_ = -1;
  sim::SimTime busy_ = 0;
  std::uint64_t started_ = 0;
  std::uint64_t completed_ = 0;
};

const DeviceRegistry::Registration kDiskRegistration(
    "disk", "parallel units with a service time distribution, tags, doorbell and interrupt",
    [](Kernel& kernel, const DeviceSpec& spec) -> std::unique_ptr<LowerDevice> {
      return std::make_unique<Disk>(kernel, spec);
    });

}  // namespace
}  // namespace loopsim::models
