// SPDX-License-Identifier: GPL-2.0
#include "analysis/trace/chrome_trace.hpp"

#include <cstdio>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/analysis/trace/text_file.hpp"
#include "tests/analysis/trace/trace_schema.hpp"
#include "tests/models/any_system.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::analysis {
namespace {

std::string trace_of(const models::SystemSpec& spec, const TraceWindow& window) {
  const TextFile file;
  ChromeTrace trace(file.file(), window, "a \"test\" <of> 100 %, ä");
  models::SystemRun run(spec);
  trace.attached(run.system());
  run.system().kernel().observe(trace);
  run.run();
  trace.finish();
  return file.text();
}

models::SystemSpec sparse_writes() {
  models::SystemSpec spec = models::small_system(40);
  spec.machine.cpus = 2;
  spec.design.policy = "nowait";
  spec.design.backing = "xfs";
  spec.design.mapping = models::Mapping::sparse;
  spec.design.hw_queues = 1;
  spec.job.rw = models::ReadWrite::randwrite;
  spec.job.iodepth = 8;
  return spec;
}

TEST(ChromeTrace, HasTheKernelsWords) {
  const TraceContents contents = check_trace(trace_of(sparse_writes(), TraceWindow(0, 30)));
  EXPECT_EQ(contents.flows, 30U);
  for (const char* name : {"io_submit", "loop_queue_rq", "attempt", "loop_process_work", "loop_handle_cmd",
                           "xfs_dio_write_end_io", "iomap_dio_complete_work", "device_irq", "write", "io_getevents"}) {
    EXPECT_TRUE(contents.slices.contains(name)) << name;
  }
  EXPECT_EQ(contents.process_of.at("job.0"), "fio");
  EXPECT_EQ(contents.process_of.at("kworker/u2:0"), "kernel threads");
  EXPECT_EQ(contents.process_of.at("CPU 1"), "CPUs");
  EXPECT_EQ(contents.process_of.at("ILOCK"), "locks");
  EXPECT_EQ(contents.process_of.at("lo_work_lock"), "locks");
  EXPECT_EQ(contents.process_of.at("unit 0"), "device");
  EXPECT_GE(contents.highest_counter.at("blocking writes"), 1);
  EXPECT_GE(contents.highest_counter.at("loop tags in use"), 1);
  EXPECT_GE(contents.highest_counter.at("worker list"), 1);
}

TEST(ChromeTrace, FollowsNoMoreCommandsThanItIsTold) {
  const models::SystemSpec spec = sparse_writes();
  EXPECT_EQ(check_trace(trace_of(spec, TraceWindow(0, 1))).flows, 1U);
  EXPECT_EQ(check_trace(trace_of(spec, TraceWindow(0, 1'000'000))).flows, 40U);
  EXPECT_EQ(check_trace(trace_of(spec, TraceWindow(sim::kSecond * 3600, 5))).flows, 0U);
}

TEST(ChromeTrace, EscapesWhatItIsAbout) {
  const std::string text = trace_of(sparse_writes(), TraceWindow(0, 1));
  EXPECT_THAT(text, testing::HasSubstr(R"("about":"a \"test\" <of> 100 %, ä")"));
  EXPECT_EQ(json_text("\xff\n"), "\"\xef\xbf\xbd\\n\"");
}

RC_GTEST_PROP(ChromeTrace, EveryTraceKeepsTheRules, ()) {
  const models::SystemSpec spec = models::any_mapped_system();
  const auto from = *rc::gen::element<sim::SimTime>(0, 50'000, 1'000'000);
  const auto commands = *rc::gen::inRange<std::uint64_t>(1, 200);
  check_trace(trace_of(spec, TraceWindow(from, commands)));
}

TEST(ChromeTrace, FailsWhereTheFileTakesNothing) {
  std::FILE* full = std::fopen("/dev/full", "w");
  ASSERT_NE(full, nullptr);
  ChromeTrace trace(full, TraceWindow(0, 1), "");
  EXPECT_THROW(trace.finish(), std::system_error);
  std::fclose(full);
}

}  // namespace
}  // namespace loopsim::analysis
