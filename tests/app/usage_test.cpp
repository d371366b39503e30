// SPDX-License-Identifier: GPL-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/exit_codes.hpp"
#include "tests/app/program.hpp"

namespace loopsim::app {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string usage_error_of(const Arguments& arguments) {
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.exit_code, kUsage);
  EXPECT_EQ(outcome.output, "");
  return outcome.error;
}

TEST(Usage, HelpStartsWithExamples) {
  for (const Arguments& arguments : {Arguments{"--help"},
                                     {"run", "--help"},
                                     {"check", "--help"},
                                     {"list", "--help"},
                                     {"calibrate", "--help"},
                                     {"sensitivity", "--help"},
                                     {"sweep", "--help"},
                                     {"merge", "--help"},
                                     {"plot", "--help"},
                                     {"report", "--help"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.exit_code, kOk);
    EXPECT_THAT(outcome.output, StartsWith("Examples:\n  loopsim "));
    EXPECT_THAT(outcome.output, HasSubstr("Usage: loopsim"));
    EXPECT_EQ(outcome.error, "");
  }
}

TEST(Usage, VersionIsThatOfTheProject) {
  const Outcome outcome = run({"--version"});
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_THAT(outcome.output, StartsWith("loopsim " LOOPSIM_PROJECT_VERSION));
}

TEST(Usage, UnknownCommandHasASuggestion) {
  EXPECT_EQ(usage_error_of({"rnu", "x.yaml"}),
            "loopsim: unknown command 'rnu'; did you mean 'run'? (allowed: calibrate, check, compare, explain, list, "
            "merge, plot, report, run, sensitivity, sweep, trace, validate)\nSee loopsim --help.\n");
  EXPECT_EQ(usage_error_of({"list", "polices"}),
            "loopsim: unknown command 'polices'; did you mean 'policies'? (allowed: devices, filesystems, parameters, "
            "policies)\nSee loopsim --help.\n");
  EXPECT_EQ(usage_error_of({"list", "nonsense"}),
            "loopsim: unknown command 'nonsense' (allowed: devices, filesystems, parameters, policies)\n"
            "See loopsim --help.\n");
}

TEST(Usage, MissingCommandNamesTheChoices) {
  EXPECT_THAT(usage_error_of({}),
              HasSubstr("no command (allowed: calibrate, check, compare, explain, list, merge, plot, report, run, "
                        "sensitivity, sweep, trace, validate)"));
  EXPECT_THAT(usage_error_of({"list"}), HasSubstr("no command (allowed: devices, filesystems, parameters, policies)"));
}

TEST(Usage, UnknownOptionHasASuggestion) {
  EXPECT_THAT(usage_error_of({"run", "x.yaml", "--replication", "3"}),
              HasSubstr("unknown option '--replication'; did you mean '--replications'?"));
}

TEST(Usage, ArgumentsAreChecked) {
  EXPECT_THAT(usage_error_of({"run"}), HasSubstr("FILE is required"));
  EXPECT_THAT(usage_error_of({"check"}), HasSubstr("FILE is required"));
  EXPECT_THAT(usage_error_of({"run", "x.yaml", "y.yaml"}), HasSubstr("unexpected argument 'y.yaml'"));
  EXPECT_THAT(usage_error_of({"run", "x.yaml", "--format", "xml"}), HasSubstr("--format: xml not in {table,csv,json}"));
  EXPECT_THAT(usage_error_of({"run", "x.yaml", "--replications", "0"}), HasSubstr("--replications"));
  EXPECT_THAT(usage_error_of({"run", "x.yaml", "--jobs", "none"}), HasSubstr("--jobs"));
  EXPECT_THAT(usage_error_of({"run", "x.yaml", "--seed", "-1"}), HasSubstr("--seed"));
  EXPECT_THAT(usage_error_of({"run", "x.yaml", "--set", "seed"}), HasSubstr("expected KEY=VALUE, found 'seed'"));
  EXPECT_THAT(usage_error_of({"run", "x.yaml", "--force"}), HasSubstr("--out"));
  EXPECT_THAT(usage_error_of({"sweep"}), HasSubstr("FILE is required"));
  EXPECT_THAT(usage_error_of({"sweep", "x.yaml", "--shard", "5/4"}), HasSubstr("expected INDEX/COUNT such as 1/16"));
  EXPECT_THAT(usage_error_of({"sweep", "x.yaml", "--shards", "5"}), HasSubstr("--slurm"));
  EXPECT_THAT(usage_error_of({"sweep", "x.yaml", "--slurm", "--shard", "1/4"}), HasSubstr("--shard"));
  EXPECT_THAT(usage_error_of({"merge", "--out", "x"}), HasSubstr("DIR is required"));
  EXPECT_THAT(usage_error_of({"merge", "x"}), HasSubstr("--out is required"));
}

}  // namespace
}  // namespace loopsim::app
