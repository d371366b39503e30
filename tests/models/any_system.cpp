// SPDX-License-Identifier: GPL-2.0
#include "tests/models/any_system.hpp"

#include <string>

#include <rapidcheck.h>

#include "models/extent_map.hpp"
#include "sim/distribution.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

constexpr sim::SimTime kUs = sim::kMicrosecond;

}  // namespace

SystemSpec any_loop_system() {
  SystemSpec spec = small_system(*rc::gen::inRange(1, 60));
  spec.machine.cpus = *rc::gen::inRange(1, 9);
  spec.machine.tick = *rc::gen::element<sim::SimTime>(100 * kUs, 1000 * kUs, kNoTick);
  spec.device.units = *rc::gen::inRange(1, 20);
  spec.device.placement = *rc::gen::element(Placement::shared, Placement::hashed);
  spec.device.read_service = sim::Distribution::exponential(*rc::gen::inRange<sim::SimTime>(1, 100'000));
  spec.device.write_service = sim::Distribution::lognormal(*rc::gen::inRange<sim::SimTime>(1, 100'000), 0.5);
  spec.device.tags = *rc::gen::element(1, 2, 7, 1023);
  spec.design.policy = *rc::gen::element<std::string>("workqueue", "nowait", "nowait-hint", "threaded");
  spec.design.backing = *rc::gen::element<std::string>("xfs", "ext4", "block-device");
  spec.design.upper = *rc::gen::element<std::string>("none", "xfs", "ext4");
  spec.design.hw_queues = *rc::gen::inRange(1, 5);
  spec.design.queue_depth = *rc::gen::element(1, 4, 16, 128);
  spec.design.kernel =
      *rc::gen::element(KernelVersion{6, 5}, KernelVersion{6, 14}, KernelVersion{6, 19}, KernelVersion{7, 3});
  spec.job.ioengine = *rc::gen::element(IoEngine::libaio, IoEngine::io_uring, IoEngine::psync);
  spec.job.rw = *rc::gen::element(ReadWrite::read, ReadWrite::write, ReadWrite::rw, ReadWrite::randread,
                                  ReadWrite::randwrite, ReadWrite::randrw);
  spec.job.iodepth = *rc::gen::element(1, 2, 3, 5, 8, 13, 19, 40);
  spec.job.numjobs = *rc::gen::inRange(1, 7);
  if (spec.job.ioengine != IoEngine::psync) {
    spec.job.iodepth_batch_submit = *rc::gen::element(1, 1, 3, spec.job.iodepth);
    spec.job.iodepth_batch_complete_min = *rc::gen::element(1, 1, 2, spec.job.iodepth);
    spec.job.iodepth_batch_complete_max = *rc::gen::element(0, 0, 20);
    spec.job.iodepth_low = *rc::gen::element(0, 0, 1);
  }
  spec.job.cgroups = *rc::gen::inRange(1, 4);
  return spec;
}

SystemSpec any_mapped_system() {
  SystemSpec spec = any_loop_system();
  if (spec.design.upper == "none" && *rc::gen::arbitrary<bool>()) spec.job.ioengine = IoEngine::kbio;
  spec.design.mapping =
      *rc::gen::element(Mapping::written, Mapping::unwritten, Mapping::sparse, Mapping::partial, Mapping::shared);
  spec.design.mapped_fraction = *rc::gen::inRange(0, 11) / 10.0;
  spec.design.mapped_run = kBlockBytes * *rc::gen::inRange<std::uint64_t>(1, 9);
  spec.design.cold = *rc::gen::arbitrary<bool>();
  spec.design.lazytime = *rc::gen::arbitrary<bool>();
  spec.design.rq_affinity = *rc::gen::inRange(1, 3);
  spec.design.noatime = *rc::gen::arbitrary<bool>();
  spec.design.nocmtime = *rc::gen::arbitrary<bool>();
  const auto ios = spec.job.size / spec.job.bs;
  spec.job.bs = kBlockBytes * *rc::gen::element<std::uint64_t>(1, 1, 2, 4);
  spec.job.size = ios * spec.job.bs;
  spec.job.offset_increment = *rc::gen::element<std::uint64_t>(0, spec.job.bs, spec.job.size);
  spec.design.file_size = spec.job.size + spec.job.offset_increment * static_cast<std::uint64_t>(spec.job.numjobs - 1) +
                          kBlockBytes * *rc::gen::inRange<std::uint64_t>(0, 9);
  spec.machine.costs.log_push_period = spec.machine.costs.journal_commit_period =
      *rc::gen::element<sim::SimTime>(0, 300 * kUs, kNoTick);
  spec.device.kick = *rc::gen::element<sim::SimTime>(0, 1000);
  spec.device.wake = *rc::gen::element<sim::SimTime>(0, 20 * kUs);
  spec.device.fetch = *rc::gen::element<sim::SimTime>(0, 700);
  spec.device.poll = *rc::gen::element<sim::SimTime>(0, 30 * kUs);
  spec.device.notify = *rc::gen::element<sim::SimTime>(0, 3 * kUs);
  spec.device.coalesce = *rc::gen::element<sim::SimTime>(0, 20 * kUs);
  spec.device.interrupt =
      *rc::gen::element(InterruptPlacement::submitter, InterruptPlacement::fixed, InterruptPlacement::spread);
  return spec;
}

}  // namespace loopsim::models
