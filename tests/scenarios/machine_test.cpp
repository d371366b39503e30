// SPDX-License-Identifier: GPL-2.0
#include "scenarios/machine.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/costs.hpp"
#include "scenarios/units.hpp"
#include "tests/scenarios/example_files.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

const Parameter& parameter(const Machine& machine, const std::string& name) {
  const auto found = std::ranges::find(machine.parameters, name, &Parameter::name);
  if (found == machine.parameters.end()) throw std::out_of_range("no parameter " + name);
  return *found;
}

TEST(LoadMachine, ResolvesItsOwnKeys) {
  const ExampleFiles files;

  const Machine machine = load_machine(files.machine);

  EXPECT_EQ(machine.spec.name, "example-machine");
  EXPECT_EQ(machine.about, "For tests.");
  EXPECT_EQ(machine.spec.cpus, 8);
  EXPECT_EQ(machine.spec.tick, 4 * sim::kMillisecond);
  EXPECT_EQ(machine.kernel, (models::KernelVersion{6, 10})) << "YAML's 6.1";
  EXPECT_THAT(machine.fitted_on, ElementsAre("T1.async"));
}

TEST(LoadMachine, HasOneCacheAndTheKernelsDefaultsUnlessTold) {
  const ExampleFiles files;

  const Machine plain = load_machine(files.machine);
  const Machine told = load_machine(files.machine, {{"machine.llc_cpus", "2"},
                                                    {"machine.workqueue_affinity", "system"},
                                                    {"machine.preempt", "lazy"},
                                                    {"machine.delay_dequeue", "off"}});

  EXPECT_EQ(plain.spec.llc_cpus, 0);
  EXPECT_EQ(plain.spec.workqueue_affinity, models::WorkqueueAffinity::cache);
  EXPECT_EQ(plain.spec.preempt, models::Preemption::of_kernel);
  EXPECT_EQ(plain.spec.delay_dequeue, models::DelayDequeue::of_kernel);
  EXPECT_EQ(told.spec.llc_cpus, 2);
  EXPECT_EQ(told.spec.workqueue_affinity, models::WorkqueueAffinity::system);
  EXPECT_EQ(told.spec.preempt, models::Preemption::lazy);
  EXPECT_EQ(told.spec.delay_dequeue, models::DelayDequeue::off);
}

TEST(LoadMachine, ResolvesDevices) {
  const ExampleFiles files;

  const Machine machine = load_machine(files.machine);

  ASSERT_EQ(machine.devices.size(), 2U);
  const models::DeviceSpec& disk = machine.devices[0];
  EXPECT_EQ(disk.name, "disk0");
  EXPECT_EQ(disk.kind, "disk");
  EXPECT_EQ(disk.placement, models::Placement::hashed);
  EXPECT_EQ(disk.units, 8);
  EXPECT_EQ(disk.read_service, sim::Distribution::lognormal(50'000, 0.3));
  EXPECT_EQ(disk.write_service, sim::Distribution::constant(40'000));
  EXPECT_EQ(disk.tags, 128);
  EXPECT_EQ(disk.submit, 600);
  EXPECT_EQ(machine.devices[1].kind, "ramdisk");
  EXPECT_EQ(machine.devices[1].submit, 800);
}

TEST(LoadMachine, TakesCostsFromItsBaseAndOverridesThem) {
  const ExampleFiles files;

  const Machine machine = load_machine(files.machine);

  EXPECT_EQ(machine.spec.costs.io_submit, 900) << "of the base";
  EXPECT_EQ(machine.spec.costs.psync, 600) << "500 in the base";
  const Parameter& psync = parameter(machine, "psync");
  EXPECT_EQ(psync.value, "600ns");
  EXPECT_EQ(psync.range, "[250ns, 1000ns]") << "inherited";
  EXPECT_EQ(psync.source, "fit");
  EXPECT_TRUE(psync.fitted);
  EXPECT_FALSE(parameter(machine, "io_submit").fitted);
}

TEST(LoadMachine, ListsEachParameterOnce) {
  const ExampleFiles files;

  const Machine machine = load_machine(files.machine);

  EXPECT_EQ(machine.parameters.size(), models::cost_table().size() + 6) << "five of disk0, one of ram0";
  EXPECT_EQ(machine.parameters.front().name, "io_submit") << "the base's order";
  EXPECT_EQ(machine.parameters.back().name, "ram0.submit");
  EXPECT_EQ(parameter(machine, "disk0.units").value, "8");
  EXPECT_EQ(parameter(machine, "disk0.tags").range, "");
  EXPECT_EQ(parameter(machine, "disk0.read_service").value, "lognormal(50us, cv 0.3)");
}

TEST(LoadMachine, FollowsABaseOfABase) {
  const ExampleFiles files;
  const auto top = files.write("machines/top.yaml",
                               "schema_version: 1\nname: top\nbase: machine.yaml\nhz: 100\n"
                               "devices: {disk0: {units: {value: 16, source: guess}}}\nfitted_on: [T9]\n");

  const Machine machine = load_machine(top);

  EXPECT_EQ(machine.spec.name, "top");
  EXPECT_EQ(machine.about, "") << "the base's is about the base";
  EXPECT_EQ(machine.spec.tick, 10 * sim::kMillisecond);
  EXPECT_EQ(machine.spec.cpus, 8);
  EXPECT_EQ(machine.spec.costs.psync, 600);
  EXPECT_EQ(machine.devices[0].units, 16);
  EXPECT_EQ(machine.devices[0].tags, 128);
  EXPECT_THAT(machine.fitted_on, ElementsAre("T1.async", "T9"));
}

TEST(LoadMachine, LetsAnOverrideThatIsNotFittedHaveItsOwnRange) {
  const ExampleFiles files;
  const auto top = files.write("machines/top.yaml",
                               "schema_version: 1\nname: top\nbase: machine.yaml\n"
                               "costs: {psync: {value: 3us, range: [2us, 4us], source: other hardware}}\n");

  const Machine machine = load_machine(top);

  EXPECT_EQ(machine.spec.costs.psync, 3'000);
  EXPECT_EQ(parameter(machine, "psync").range, "[2us, 4us]");
  EXPECT_FALSE(parameter(machine, "psync").fitted);
}

TEST(LoadMachine, NamesTheSetAsTheSourceOfAValueSetByHand) {
  const ExampleFiles files;

  const Machine machine = load_machine(files.machine, {{"costs.psync", "700ns"},
                                                       {"devices.disk0.units", "32"},
                                                       {"devices.disk0.placement", "shared"},
                                                       {"machine.hz", "1000"},
                                                       {"machine.kernel", "6.19"}});

  EXPECT_EQ(machine.spec.costs.psync, 700);
  EXPECT_EQ(parameter(machine, "psync").source, "--set costs.psync=700ns");
  EXPECT_FALSE(parameter(machine, "psync").fitted);
  EXPECT_EQ(machine.devices[0].units, 32);
  EXPECT_EQ(machine.devices[0].placement, models::Placement::shared);
  EXPECT_EQ(machine.spec.tick, sim::kMillisecond);
  EXPECT_EQ(machine.kernel, (models::KernelVersion{6, 19}));
}

TEST(LoadMachine, RefusesOverridesThatDoNotFit) {
  const ExampleFiles files;
  const auto error = [&](const Override& override) {
    return files.relative(input_error_text([&] { load_machine(files.machine, {override}); }));
  };

  EXPECT_EQ(error({"costs.psync", "2us"}),
            "--set costs.psync=2us: costs.psync.value: 2us is outside the range [250ns, 1000ns] of base.yaml");
  EXPECT_EQ(
      error({"costs.psync", "fast"}),
      "--set costs.psync=fast: costs.psync.value: expected a duration such as 100ns, 16us, 1.5ms or 40s (a bare number "
      "is ns), got 'fast'");
  EXPECT_EQ(error({"costs.psync.range", "1us"}),
            "--set costs.psync.range=1us: expected costs.NAME=VALUE, devices.NAME.KEY=VALUE or machine.KEY=VALUE");
  EXPECT_EQ(error({"devices.disk1.units", "1"}),
            "--set devices.disk1.units=1: unknown device 'disk1'; did you mean 'disk0'? (allowed: disk0, ram0)");
  EXPECT_EQ(error({"devices.ram0.units", "1"}),
            "--set devices.ram0.units=1: unknown key 'units' in devices.ram0 (allowed: kind, submit)");
  EXPECT_EQ(error({"devices.disk0.units", "65"}),
            "--set devices.disk0.units=65: devices.disk0.units.value: 65 is outside the range [1, 64] of machine.yaml");
  EXPECT_EQ(
      error({"machine.cpu", "4"}),
      "--set machine.cpu=4: unknown machine key 'cpu'; did you mean 'cpus'? (allowed: about, cpus, delay_dequeue, "
      "hz, kernel, llc_cpus, name, preempt, sched, workqueue_affinity)");
  EXPECT_EQ(error({"cases.async.bs", "8k"}),
            "--set cases.async.bs=8k: a machine file has costs.NAME, devices.NAME.KEY and machine.KEY");
}

TEST(LoadMachine, KnowsAFileByOtherNames) {
  const ExampleFiles files;
  files.write("machines/a.yaml", "schema_version: 1\nname: a\nbase: sub/../b.yaml\n");
  const auto b = files.write("machines/b.yaml", "schema_version: 1\nname: b\nbase: ../machines/a.yaml\n");
  files.write("machines/sub/keep", "");

  EXPECT_EQ(files.relative(input_error_text([&] { load_machine(b); })),
            "machines/a.yaml:3:7: base: 'b.yaml' is based on itself");
}

// The bases that come with the project, each made into a machine.
class ShippedBase : public ::testing::TestWithParam<const char*> {};

TEST_P(ShippedBase, GivesEveryCostARangeAndASource) {
  const TemporaryDirectory directory;
  const auto base = std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios" / "machines" / GetParam();
  const auto file =
      directory.write("m.yaml", "schema_version: 1\nname: m\nbase: " + base.string() +
                                    "\ncpus: 4\nhz: 250\nkernel: 6.14\ndevices:\n  ram0:\n    kind: ramdisk\n"
                                    "    submit: {value: 800ns, source: test}\n");

  const Machine machine = load_machine(file);

  EXPECT_EQ(machine.parameters.size(), models::cost_table().size() + 1);
  for (const Parameter& cost : machine.parameters) {
    if (cost.name == "ram0.submit") continue;
    EXPECT_THAT(cost.range, Not(IsEmpty())) << cost.name;
    EXPECT_THAT(cost.source, Not(IsEmpty())) << cost.name;
    EXPECT_FALSE(cost.fitted) << cost.name;
  }
  EXPECT_LE(machine.spec.costs.extent_lookup, machine.spec.costs.xfs_dio_submit) << "it is a part of it";
  for (const sim::SimTime call : {machine.spec.costs.io_submit, machine.spec.costs.io_getevents,
                                  machine.spec.costs.io_uring_submit, machine.spec.costs.aio_submit}) {
    EXPECT_LE(machine.spec.costs.system_call, call) << "it is a part of it";
  }
}

INSTANTIATE_TEST_SUITE_P(AllOf, ShippedBase, ::testing::Values("bare-metal.yaml", "vm.yaml"),
                         [](const auto& parameter) {
                           std::string name = std::filesystem::path(parameter.param).stem().string();
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace loopsim::scenarios
