// SPDX-License-Identifier: GPL-2.0
#include "models/direct_file.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/models/file_bench.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::models {
namespace {

using Kind = sim::Context::Kind;

// How the I/O of the iomap file systems completes; the same in both.
class IomapFileTest : public ::testing::TestWithParam<const char*> {
 protected:
  // Submits from CPU 0 and lets the device end the bio in an interrupt on CPU 4 at kEnd.
  void complete(FileBench& bench, Op op, bool waited_for, BioStatus status = BioStatus::ok) const {
    bench.run(op, {.waited_for = waited_for});
    bench.advance_to(kEnd);
    bench.end(0, 4, status);
    bench.advance_to(2 * kEnd);
    ASSERT_EQ(bench.completions().size(), 1U);
    EXPECT_EQ(bench.completions()[0].cpu, 4);
  }
  static constexpr sim::SimTime kEnd = 2 * sim::kMillisecond;
};

TEST_P(IomapFileTest, ReadsCompleteInTheInterrupt) {
  FileBench bench(GetParam(), machine_of(kRoundCosts), {6, 14});
  complete(bench, Op::read, false);
  EXPECT_EQ(bench.completions()[0].at, kEnd);
  EXPECT_EQ(bench.completions()[0].kind, Kind::hardirq);
  EXPECT_EQ(bench.completions()[0].result.kind, IoResult::Kind::done);
}

TEST_P(IomapFileTest, WritesTakeTheCompletionWorkqueueOfTheInterruptsCpuUpTo618) {
  for (const KernelVersion version : {KernelVersion{6, 14}, KernelVersion{6, 18}}) {
    FileBench bench(GetParam(), machine_of(kRoundCosts), version);
    complete(bench, Op::write, false);
    // The interrupt issues the wake-up (wake_issue), the kworker gets going on its idle CPU (wake_local) and does its
    // item.
    EXPECT_EQ(bench.completions()[0].at, kEnd + 700 + 2000 + 410);
    EXPECT_EQ(bench.completions()[0].kind, Kind::task);
    EXPECT_EQ(bench.completions()[0].result.kind, IoResult::Kind::done);
  }
}

TEST_P(IomapFileTest, OverwritesCompleteInTheInterruptFrom619) {
  for (const KernelVersion version : {KernelVersion{6, 19}, KernelVersion{7, 3}}) {
    FileBench bench(GetParam(), machine_of(kRoundCosts), version);
    complete(bench, Op::write, false);
    EXPECT_EQ(bench.completions()[0].at, kEnd);
    EXPECT_EQ(bench.completions()[0].kind, Kind::hardirq);
  }
}

TEST_P(IomapFileTest, SynchronousWritesAreFinishedByTheirOwnTask) {
  FileBench bench(GetParam(), machine_of(kRoundCosts), {6, 14});
  complete(bench, Op::write, true);
  EXPECT_EQ(bench.completions()[0].at, kEnd);
}

TEST_P(IomapFileTest, WritesCostMoreThanReads) {
  MachineSpec machine = machine_of(kRoundCosts);
  FileBench without(GetParam(), machine, {6, 14}, {.nocmtime = true});
  machine.costs.dio_write = 330;
  FileBench with(GetParam(), machine, {6, 14}, {.nocmtime = true});
  EXPECT_EQ(with.run(Op::write).took(), without.run(Op::write).took() + 330);
  EXPECT_EQ(with.run(Op::read).took(), without.run(Op::read).took());
}

TEST_P(IomapFileTest, ErrorsCompleteAtOnce) {
  FileBench bench(GetParam(), machine_of(kRoundCosts), {6, 14});
  complete(bench, Op::write, false, BioStatus::io_error);
  EXPECT_EQ(bench.completions()[0].at, kEnd);
  EXPECT_EQ(bench.completions()[0].result.kind, IoResult::Kind::error);
}

TEST_P(IomapFileTest, CompletionWorkIsDoneInTheOrderItCame) {
  FileBench bench(GetParam(), machine_of(kRoundCosts), {6, 14});
  const FileBench::Call& first = bench.run(Op::write);
  const FileBench::Call& second = bench.run(Op::write);
  bench.advance_to(kEnd + sim::kMillisecond);
  const sim::SimTime end = bench.now();
  bench.end(1, 4);
  bench.end(0, 4);
  bench.advance_to(end + sim::kMillisecond);
  ASSERT_EQ(bench.completions().size(), 2U);
  EXPECT_EQ(bench.completions()[0].call, &second);
  EXPECT_EQ(bench.completions()[1].call, &first);
  // One wake-up for both, and one item after the other.
  EXPECT_EQ(bench.completions()[0].at, end + 700 + 2000 + 410);
  EXPECT_EQ(bench.completions()[1].at, end + 700 + 2000 + 2 * 410);
}

INSTANTIATE_TEST_SUITE_P(FileSystems, IomapFileTest, ::testing::Values("xfs", "ext4"),
                         [](const auto& file_system) { return std::string(file_system.param); });

}  // namespace
}  // namespace loopsim::models
