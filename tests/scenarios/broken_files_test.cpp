// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "models/costs.hpp"
#include "scenarios/fio_section.hpp"
#include "scenarios/known_names.hpp"
#include "scenarios/machine.hpp"
#include "scenarios/names.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/sweep.hpp"
#include "scenarios/sweep_scenario.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::scenarios {
namespace {

namespace fs = std::filesystem;

// Each NAME.yaml in broken/ is wrong in one way, and NAME.expected has the exact text of the error, with paths relative
// to broken/. machine-*.yaml are machine files, sweep-*.yaml are sweeps, all others are scenarios. A word in braces
// stands for names that grow with the models.
fs::path broken_directory() { return fs::path(LOOPSIM_SOURCE_DIR) / "tests" / "scenarios" / "broken"; }

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

std::string sorted(std::vector<std::string> names) {
  std::ranges::sort(names);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string costs_but_psync() {
  std::vector<std::string> names = names_of(models::cost_table());
  std::erase(names, "psync");
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string expected_text(const fs::path& file) {
  const std::map<std::string, std::string> lists = {
      {"{policies}", sorted(known_policies())},
      {"{backings}", sorted(known_backings())},
      {"{uppers}", sorted(known_uppers())},
      {"{device_kinds}", sorted(known_device_kinds())},
      {"{costs}", sorted(names_of(models::cost_table()))},
      {"{costs but psync}", costs_but_psync()},
      {"{fio keys}", sorted(fio_keys())},
  };
  std::string text = contents(file);
  for (const auto& [word, list] : lists) {
    replace_all(text, word, list);
  }
  return text;
}

std::vector<std::string> broken_names() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(broken_directory())) {
    if (entry.path().extension() == ".yaml") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::ranges::sort(names);
  return names;
}

void load_all_points(const fs::path& file) {
  const Sweep sweep = load_sweep(file);
  SweepScenario scenario(sweep, {});
  for (const SweepPoint& point : points_of(sweep, kManyPoints)) {
    scenario.at(point);
  }
}

class BrokenFile : public ::testing::TestWithParam<std::string> {};

TEST_P(BrokenFile, GivesItsError) {
  const fs::path file = broken_directory() / (GetParam() + ".yaml");

  std::string error = input_error_text([&] {
    if (GetParam().starts_with("machine-")) {
      load_machine(file);
    } else if (GetParam().starts_with("sweep-")) {
      load_all_points(file);
    } else {
      load_scenario(file);
    }
  });

  replace_all(error, broken_directory().string() + "/", "");
  EXPECT_EQ(error + "\n", expected_text(broken_directory() / (GetParam() + ".expected")));
}

INSTANTIATE_TEST_SUITE_P(AllOf, BrokenFile, ::testing::ValuesIn(broken_names()), [](const auto& parameter) {
  std::string name = parameter.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(BrokenFiles, AreManyAndComeInPairs) {
  EXPECT_GE(broken_names().size(), 50U);
  for (const fs::directory_entry& entry : fs::directory_iterator(broken_directory())) {
    if (entry.path().extension() == ".expected") {
      EXPECT_TRUE(fs::exists(fs::path(entry.path()).replace_extension(".yaml"))) << entry.path();
    }
  }
}

}  // namespace
}  // namespace loopsim::scenarios
