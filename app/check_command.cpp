// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/calibration/fit_choice.hpp"
#include "analysis/validation/validation_table.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "scenarios/input_error.hpp"
#include "scenarios/machine.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/sweep.hpp"
#include "scenarios/sweep_scenario.hpp"

namespace loopsim::app {
namespace {

void check_sweep(const std::filesystem::path& file) {
  const scenarios::Sweep sweep = scenarios::load_sweep(file);
  scenarios::SweepScenario scenario(sweep, {});
  for (const scenarios::SweepPoint& point : scenarios::points_of(sweep, scenarios::kManyPoints)) {
    scenario.at(point);
  }
}

// What a file is, by the keys that no other kind has.
struct Kind {
  const char* name;
  bool (*is)(const std::filesystem::path&);
  void (*load)(const std::filesystem::path&);
};

constexpr std::array kKinds = {
    Kind{"validation table", analysis::is_validation_table, [](const auto& file) { analysis::load_validation(file); }},
    Kind{"sweep", scenarios::is_sweep, check_sweep},
    Kind{"choice of rows for calibrate --fit", analysis::is_fit_file,
         [](const auto& file) { analysis::read_fit_choice({file.string()}); }},
    Kind{"base for machine files", scenarios::is_machine_base, scenarios::check_machine_base},
    Kind{"machine file", scenarios::is_machine, [](const auto& file) { scenarios::load_machine(file); }},
    Kind{"scenario", [](const std::filesystem::path&) { return true; },
         [](const auto& file) { scenarios::load_scenario(file); }},
};

const Kind& kind_of(const std::filesystem::path& file) {
  return *std::ranges::find_if(kKinds, [&](const Kind& kind) { return kind.is(file); });
}

int check(const std::vector<std::filesystem::path>& files) {
  int exit_code = kOk;
  for (const std::filesystem::path& file : files) {
    try {
      const Kind& kind = kind_of(file);
      kind.load(file);
      print(fmt::format("{}: ok, a {}\n", file.string(), kind.name));
    } catch (const scenarios::InputError& error) {
      print_error(error.what());
      exit_code = kBadInput;
    }
  }
  return exit_code;
}

}  // namespace

Command add_check_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand(
      "check",
      "Examples:\n"
      "  loopsim check my-scenario.yaml\n"
      "  loopsim check scenarios/*/*.yaml\n"
      "\n"
      "Reads scenarios, sweeps, machine files, validation tables and the files of calibrate --fit, and says what each "
      "is, or what is wrong first in it.");
  auto files = std::make_shared<std::vector<std::filesystem::path>>();
  parser->add_option("FILE", *files, "YAML files of any of these kinds")->required();
  return {parser, [files] { return check(*files); }};
}

}  // namespace loopsim::app
