// SPDX-License-Identifier: GPL-2.0
#include "tests/models/file_bench.hpp"

namespace loopsim::models {

FileBench::FileBench(std::string_view file_system, const MachineSpec& machine, KernelVersion version,
                     const Setup& setup)
    : kernel_(core_, machine, version),
      device_(kernel_),
      file_(FileSystemRegistry::find(file_system)
                ->create(kernel_, {.device = device_,
                                   .work_stage = Stage::dio_work,
                                   .blocks = setup.blocks,
                                   .mapping = setup.mapping,
                                   .layout_seed = 1,
                                   .cold = setup.cold,
                                   .lazytime = setup.lazytime,
                                   .nocmtime = setup.nocmtime,
                                   .ext4_discard = setup.ext4_discard,
                                   .watched = setup.watched,
                                   .first_pass_ended = setup.first_pass_ended})) {}

FileBench::Call& FileBench::start(Op op, const Options& options) {
  Call& call = calls_.emplace_back();
  call.op = op;
  call.kiocb.op = op;
  call.kiocb.nowait = options.nowait;
  call.kiocb.waited_for = options.waited_for;
  call.kiocb.bytes = static_cast<std::uint32_t>(kBlockBytes * options.blocks);
  call.kiocb.offset = kBlockBytes * options.block.value_or(calls_.size());
  call.kiocb.owner = this;
  call.kiocb.owner_data = &call;
  call.kiocb.clock = &call.clock;
  call.clock.start(core_.now());
  call.thread = std::make_unique<TestThread>(kernel_, options.cpu,
                                             [this, &call](sim::Thread& thread) { return submit(thread, call); });
  return call;
}

FileBench::Call& FileBench::run(Op op, const Options& options) {
  Call& call = start(op, options);
  core_.run_until(core_.now() + sim::kMillisecond);
  return call;
}

sim::Task<> FileBench::submit(sim::Thread& thread, Call& call) {
  Current current{thread};
  call.began = kernel_.now();
  if (call.op == Op::discard || call.op == Op::write_zeroes) {
    call.result = co_await file_->fallocate(current, call.kiocb);
  } else {
    call.result = co_await file_->submit(current, call.kiocb);
  }
  co_await thread.compute(0);
  call.ended = kernel_.now();
  call.returned = true;
}

void FileBench::let_return(Call& call) {
  call.returning = std::make_unique<TestThread>(kernel_, 0, [this, &call](sim::Thread& thread) -> sim::Task<> {
    Current current{thread};
    co_await thread.compute(0);
    co_await file_->returns(current, call.kiocb);
  });
  core_.run_until(core_.now() + sim::kMillisecond);
}

void FileBench::end(std::size_t bio, int cpu, BioStatus status) {
  HeldDevice::end(device_.arrivals().at(bio), sim::Context(kernel_.processors().cpu(cpu), sim::Context::Kind::hardirq),
                  status);
}

void FileBench::ki_complete(Kiocb& kiocb, IoResult result, const sim::Context& context) {
  completions_.push_back(
      {static_cast<const Call*>(kiocb.owner_data), result, core_.now(), context.kind(), context.cpu().index()});
}

}  // namespace loopsim::models
