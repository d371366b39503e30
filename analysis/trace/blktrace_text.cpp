// SPDX-License-Identifier: GPL-2.0
#include "analysis/trace/blktrace_text.hpp"

#include <algorithm>
#include <utility>

#include "models/bio.hpp"
#include "models/system.hpp"

namespace loopsim::analysis {
namespace {

using models::BlockAction;
using models::BlockNode;
using models::Op;

constexpr std::uint64_t kSectorBytes = 512;
constexpr int kFirstPid = 1000;

// As the kernel fills RWBS in: direct writes are synchronous, a flush is an empty write with a preflush.
const char* rwbs(Op op) {
  switch (op) {
    case Op::read:
      return "R";
    case Op::write:
      return "WS";
    case Op::flush:
      return "FWS";
    case Op::discard:
      return "D";
    case Op::write_zeroes:
      return "WS";
    case Op::unknown:
      break;
  }
  return "N";
}

}  // namespace

BlktraceText::BlktraceText(std::FILE* file, TraceWindow window) : out_(file), window_(std::move(window)) {}

void BlktraceText::attached(models::System& system) {
  system_ = &system;
  tested_device_ = system.dm_loop() != nullptr ? "253,0  " : "  7,0  ";
}

void BlktraceText::command_begins(const models::StageClock& command, const models::IssuedCommand& issued,
                                  const sim::Thread&, sim::SimTime at) {
  window_.begins(command, issued, at);
}

void BlktraceText::command_ends(const models::StageClock& command, const sim::Context&, sim::SimTime at) {
  window_.ends(command, at);
}

void BlktraceText::block_action(BlockNode node, BlockAction action, const models::Bio& bio, const sim::Context& context,
                                sim::SimTime at) {
  if (!window_.open()) {
    return;
  }
  write_until(system_->kernel().now());
  lines_.push({.at = at,
               .order = events_++,
               .node = node,
               .action = action,
               .cpu = context.cpu().index(),
               .task = task_of(context.thread()),
               .op = bio.op,
               .sector = bio.offset / kSectorBytes,
               .sectors = static_cast<std::uint32_t>(bio.bytes / kSectorBytes)});
}

// Whoever acts is never behind the clock, so no line that comes later is earlier than this.
void BlktraceText::write_until(sim::SimTime now) {
  while (!lines_.empty() && lines_.top().at < now) {
    write(lines_.top());
    lines_.pop();
  }
}

void BlktraceText::finish() {
  write_until(sim::kNever);
  out_.flush();
}

BlktraceText::Task* BlktraceText::task_of(const sim::Thread* thread) {
  return thread == nullptr ? nullptr : &tasks_.try_emplace(thread, Task{thread->name()}).first->second;
}

int BlktraceText::pid_of(Task* task) {
  if (task == nullptr) {
    return 0;
  }
  if (task->pid == 0) {
    task->pid = kFirstPid + pids_++;
  }
  return task->pid;
}

std::string BlktraceText::device(BlockNode node) const {
  return node == BlockNode::lower ? "  8,0  " : tested_device_;  // sda
}

void BlktraceText::write(const Line& line) {
  const sim::SimTime time = std::max<sim::SimTime>(0, line.at - window_.opened_at());
  out_.print("{} {:>2} {:>8} {:>5}.{:09} {:>5} {:>2} {:>3} ", device(line.node), line.cpu,
             ++sequences_[{line.node, line.cpu}], time / sim::kSecond, time % sim::kSecond, pid_of(line.task),
             static_cast<char>(line.action), rwbs(line.op));
  if (line.sectors > 0) {
    out_.print("{} + {} ", line.sector, line.sectors);
  }
  if (line.action == BlockAction::completed) {
    out_.print("[0]\n");
  } else {
    out_.print("[{}]\n", line.task == nullptr ? "swapper" : line.task->name);
  }
}

}  // namespace loopsim::analysis
