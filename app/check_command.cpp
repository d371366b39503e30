// SPDX-License-Identifier: GPL-2.0
#include <filesystem>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>

#include "analysis/validation/validation_table.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "scenarios/input_error.hpp"
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

void check_file(const std::filesystem::path& file) {
  if (analysis::is_validation_table(file)) {
    analysis::load_validation(file);
  } else if (scenarios::is_sweep(file)) {
    check_sweep(file);
  } else {
    scenarios::load_scenario(file);
  }
}

int check(const std::vector<std::filesystem::path>& files) {
  int exit_code = kOk;
  for (const std::filesystem::path& file : files) {
    try {
      check_file(file);
      print(file.string() + ": ok\n");
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
      "  loopsim check scenarios/{published,seed,study,sweeps,validation}/*.yaml\n"
      "\n"
      "Reads scenarios, sweeps and validation tables and says `ok` or what is wrong first in each.");
  auto files = std::make_shared<std::vector<std::filesystem::path>>();
  parser->add_option("FILE", *files, "Scenarios, sweeps and validation tables (YAML)")->required();
  return {parser, [files] { return check(*files); }};
}

}  // namespace loopsim::app
