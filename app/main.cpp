// SPDX-License-Identifier: GPL-2.0
#include <csignal>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "app/report_exception.hpp"
#include "app/usage_error.hpp"
#include "app/version.hpp"

namespace {

using namespace loopsim;

int run_program(int argc, char** argv) {
  CLI::App program(
      "Examples:\n"
      "  loopsim run scenarios/published/nvme-12jobs.yaml\n"
      "  loopsim check my-scenario.yaml\n"
      "  loopsim compare results/base results/patched\n"
      "  loopsim report results/base --out report.html\n"
      "  loopsim list policies\n"
      "\n"
      "Simulates fio on Linux loop devices and compares the designs of their driver.",
      "loopsim");
  program.set_version_flag("--version", fmt::format("loopsim {}", app::kVersion));
  program.require_subcommand(1);
  const std::vector<app::Command> commands = {
      app::add_run_command(program, app::command_line(argc, argv)),
      app::add_explain_command(program, app::command_line(argc, argv)),
      app::add_validate_command(program, app::command_line(argc, argv)),
      app::add_calibrate_command(program),
      app::add_sensitivity_command(program),
      app::add_sweep_command(program),
      app::add_merge_command(program),
      app::add_check_command(program),
      app::add_compare_command(program),
      app::add_trace_command(program),
      app::add_plot_command(program),
      app::add_report_command(program),
      app::add_list_command(program),
  };
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    return program.exit(help_or_version);
  } catch (const CLI::ParseError& error) {
    app::print_error(fmt::format("loopsim: {}\nSee loopsim --help.", app::usage_error(program, error)));
    return app::kUsage;
  }
  for (const app::Command& command : commands) {
    if (command.parser->parsed()) {
      return command.run();
    }
  }
  return app::kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  // Some callers ignore it, and a reader who leaves would be a failure to report.
  std::signal(SIGPIPE, SIG_DFL);
  try {
    return run_program(argc, argv);
  } catch (...) {
    return loopsim::app::report_exception();
  }
}
