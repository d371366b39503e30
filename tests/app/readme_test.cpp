// SPDX-License-Identifier: GPL-2.0
#include <cmath>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/exit_codes.hpp"
#include "tests/app/program.hpp"

namespace loopsim::app {
namespace {

using nlohmann::json;

constexpr double kBold = 0.1;

std::string in_thousands(double iops) { return fmt::format("{:.1f}", iops / 1e3); }

std::string error_text(const json& published) {
  const double error = published["error"];
  const std::string text = fmt::format("{:+.1f} %", 100 * error);
  return (std::abs(error) > kBold ? "**" + text + "**" : text) + (published["fitted"].get<bool>() ? " fitted" : "");
}

std::string cells_of(const json& cell) {
  return fmt::format("{} | {} | {}", in_thousands(cell["iops"]["mean"]), in_thousands(cell["published"]["iops"]),
                     error_text(cell["published"]));
}

// The validation table of the front page, against the command that it names.
TEST(Readme, HasThePublishedTableAsTheProgramHasIt) {
  const std::filesystem::path source = LOOPSIM_SOURCE_DIR;
  const Outcome outcome = run({"run", source / "scenarios/published/nvme-12jobs.yaml", "--format", "json"});
  ASSERT_EQ(outcome.exit_code, kOk) << outcome.error;
  const std::string readme = text_of(source / "README.md");
  const json results = json::parse(outcome.output);
  double errors = 0;
  int predicted = 0;
  int rows = 0;
  for (const json& sync : results["cells"]) {
    if (sync["case"] != "sync" || sync["published"].is_null()) {
      continue;
    }
    for (const json& async : results["cells"]) {
      if (async["case"] == "async" && async["variant"] == sync["variant"]) {
        const std::string row =
            fmt::format("| {:12} | {} | {} |\n", sync["variant"].get<std::string>(), cells_of(sync), cells_of(async));
        ++rows;
        EXPECT_NE(readme.find(row), std::string::npos) << row;
      }
    }
  }
  for (const json& cell : results["cells"]) {
    if (!cell["published"].is_null() && !cell["published"]["fitted"].get<bool>()) {
      errors += std::abs(cell["published"]["error"].get<double>());
      ++predicted;
    }
  }
  ASSERT_EQ(rows, 8);
  ASSERT_EQ(predicted, 10);
  const std::string mean =
      fmt::format("Mean absolute error of the ten predicted cells: {:.1f} %.", 100 * errors / predicted);
  EXPECT_NE(readme.find(mean), std::string::npos) << mean;
}

}  // namespace
}  // namespace loopsim::app
