// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/system_of.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/analysis/measurements/fake_measurement.hpp"

namespace loopsim::analysis {
namespace {

scenarios::Machine machine() {
  scenarios::Machine machine;
  machine.spec.name = "fake";
  machine.spec.cpus = 8;
  models::DeviceSpec disk;
  disk.name = "disk0";
  disk.read_service = sim::Distribution::constant(7);
  models::DeviceSpec exact = disk;
  exact.name = "disk0-120us";
  exact.read_service = sim::Distribution::constant(121'000);
  models::DeviceSpec ram;
  ram.name = "zram";
  ram.kind = "ramdisk";
  machine.devices = {disk, exact, ram};
  return machine;
}

models::SystemSpec system_for(const Measurement& row) {
  return std::get<models::SystemSpec>(system_of(row, machine(), {.runtime = 5, .ramp_time = 3, .file_size = 8192}));
}

std::string reason_for(const Measurement& row) {
  const auto system = system_of(row, machine(), {});
  const auto* reason = std::get_if<NotModelled>(&system);
  return reason != nullptr ? reason->reason : "modelled";
}

TEST(SystemOf, TakesEveryFieldOfTheRow) {
  Measurement row = fake_measurement("nowait-hint", 1);
  row.cpus = 2;
  row.jobs = 12;
  row.rw = "randrw";
  row.rwmixread = 70;
  row.bs = 8192;
  row.fs = "ext4";
  const models::SystemSpec system = system_for(row);
  EXPECT_EQ(system.machine.cpus, 2);
  EXPECT_EQ(system.device.name, "disk0");
  EXPECT_EQ(system.design.target, models::Target::loop);
  EXPECT_EQ(system.design.policy, "nowait-hint");
  EXPECT_EQ(system.design.backing, "ext4");
  EXPECT_EQ(system.design.upper, "none");
  EXPECT_EQ(system.design.mapping, models::Mapping::written);
  EXPECT_EQ(system.design.kernel, (models::KernelVersion{6, 18}));
  EXPECT_EQ(system.design.file_size, 8192U);
  EXPECT_EQ(system.job.ioengine, models::IoEngine::libaio);
  EXPECT_EQ(system.job.rw, models::ReadWrite::randrw);
  EXPECT_EQ(system.job.rwmixread, 70);
  EXPECT_EQ(system.job.bs, 8192U);
  EXPECT_EQ(system.job.iodepth, 16);
  EXPECT_EQ(system.job.numjobs, 12);
  EXPECT_EQ(system.job.size, 8192U);
  EXPECT_EQ(system.job.runtime, 5);
  EXPECT_EQ(system.job.ramp_time, 3);
  EXPECT_TRUE(system.job.time_based);
}

TEST(SystemOf, LeavesToTheMachineWhatTheRowDoesNotSay) {
  EXPECT_EQ(system_for(fake_measurement("nowait", 1)).machine.cpus, 8);
}

TEST(SystemOf, KnowsTheOtherTargets) {
  Measurement row = fake_measurement("direct", 1);
  row.target = "file";
  EXPECT_EQ(system_for(row).design.target, models::Target::file);
  row.target = "bdev";
  row.fs = "";
  EXPECT_EQ(system_for(row).design.target, models::Target::raw);
}

TEST(SystemOf, GivesTheDeviceTheLatencyOfTheRow) {
  Measurement row = fake_measurement("nowait", 1);
  EXPECT_EQ(system_for(row).device.read_service.mean(), 7);
  row.device_latency = 350'000;
  EXPECT_EQ(system_for(row).device.read_service.mean(), 350'000);
  EXPECT_EQ(system_for(row).device.write_service.mean(), 350'000);
  row.device_latency = 120'000;
  EXPECT_EQ(system_for(row).device.read_service.mean(), 121'000) << "the machine knows this one better";
  row.device = "zram";
  EXPECT_EQ(reason_for(row), "device 'zram' of machine 'fake' is a ramdisk, which has no latency");
  row.device_latency = 0;
  EXPECT_EQ(reason_for(row), "modelled");
}

TEST(SystemOf, TakesARowOfTheInKernelGenerator) {
  Measurement row = fake_measurement("nowait", 1);
  row.engine = "kbio";
  row.device = "zram";
  row.device_latency = 0;
  const models::SystemSpec system = system_for(row);
  EXPECT_EQ(system.job.ioengine, models::IoEngine::kbio);
  EXPECT_EQ(system.device.kind, "ramdisk");
}

TEST(SystemOf, SaysWhatHasNoModel) {
  const auto reason = [](auto change) {
    Measurement row = fake_measurement("nowait", 1);
    change(row);
    return reason_for(row);
  };
  EXPECT_EQ(reason([](Measurement&) {}), "modelled");
  EXPECT_EQ(reason([](Measurement& row) { row.target = "elsewhere"; }), "target 'elsewhere' is not modelled yet");
  EXPECT_EQ(reason([](Measurement& row) { row.engine = "mmap"; }), "engine 'mmap' is not modelled yet");
  EXPECT_EQ(reason([](Measurement& row) { row.policy = "magic"; }).substr(0, 36),
            "policy 'magic' is not modelled yet (");
  EXPECT_EQ(reason([](Measurement& row) { row.fs = "btrfs"; }).substr(0, 41),
            "file system 'btrfs' is not modelled yet (");
  EXPECT_EQ(reason([](Measurement& row) { row.mapping = "folded"; }), "mapping 'folded' is not modelled yet");
  EXPECT_EQ(reason([](Measurement& row) { row.device = "disk1"; }),
            "machine 'fake' has no device 'disk1'; did you mean 'disk0'? (allowed: disk0, disk0-120us, zram)");
}

}  // namespace
}  // namespace loopsim::analysis
