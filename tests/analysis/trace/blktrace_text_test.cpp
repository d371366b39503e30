// SPDX-License-Identifier: GPL-2.0
#include "analysis/trace/blktrace_text.hpp"

#include <map>
#include <regex>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/analysis/trace/text_file.hpp"
#include "tests/models/system_run.hpp"
#include "tests/models/test_machine.hpp"

namespace loopsim::analysis {
namespace {

std::string blktrace_of(const models::SystemSpec& spec, const TraceWindow& window) {
  const TextFile file;
  BlktraceText trace(file.file(), window);
  {
    models::SystemRun run(spec);
    trace.attached(run.system());
    run.system().kernel().observe(trace);
    run.run();
  }
  trace.finish();
  return file.text();
}

models::SystemSpec writes() {
  models::SystemSpec spec = models::small_system(40);
  spec.machine.cpus = 2;
  spec.design.policy = "nowait";
  spec.job.rw = models::ReadWrite::rw;
  spec.job.iodepth = 4;
  return spec;
}

TEST(BlktraceText, LinesAreThoseOfBlkparseInTheOrderOfTime) {
  const std::regex line(
      R"(^( {2}7,0  | {2}8,0  ) +(\d+) +(\d+) +(\d+)\.(\d{9}) +(\d+)  ([QGDC]) +(R|WS) (\d+) \+ (\d+) \[(.+)\]$)");
  std::istringstream lines(blktrace_of(writes(), TraceWindow(0, 1'000'000)));
  std::map<std::string, int> actions;
  std::map<std::string, int> sequences;
  double last = 0;
  for (std::string text; std::getline(lines, text);) {
    std::smatch parts;
    ASSERT_TRUE(std::regex_match(text, parts, line)) << text;
    const double at = std::stod(parts[4].str() + "." + parts[5].str());
    EXPECT_GE(at, last) << text;
    last = at;
    ++actions[parts[1].str() + parts[7].str()];
    EXPECT_EQ(std::stoi(parts[3]), ++sequences[parts[1].str() + parts[2].str()]) << text;
    EXPECT_EQ(parts[10], "8");
    EXPECT_EQ(parts[7] == "C", parts[11] == "0") << text;
  }
  for (const char* action : {"Q", "G", "D", "C"}) {
    EXPECT_EQ(actions[std::string("  7,0  ") + action], 40) << action;
    EXPECT_EQ(actions[std::string("  8,0  ") + action], 40) << action;
  }
}

// Its last lines were written from threads that had gone with the system.
TEST(BlktraceText, LastLinesNameThreadsThatAreGone) {
  const std::string text = blktrace_of(writes(), TraceWindow(0, 1'000'000));
  const std::size_t last_issue = text.rfind(" D ");
  ASSERT_NE(last_issue, std::string::npos);
  const std::string line = text.substr(last_issue, text.find('\n', last_issue) - last_issue);
  EXPECT_TRUE(std::regex_search(line, std::regex(R"(\[(job\.0|kworker/u.*|ksoftirqd/.*)\]$)"))) << line;
}

TEST(BlktraceText, StopsWithTheLastCommand) {
  const std::string few = blktrace_of(writes(), TraceWindow(0, 4));
  const std::string all = blktrace_of(writes(), TraceWindow(0, 1'000'000));
  EXPECT_LT(few.size(), all.size() / 2);
  EXPECT_EQ(all.substr(0, few.find('\n')), few.substr(0, few.find('\n')));
}

}  // namespace
}  // namespace loopsim::analysis
