// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>
#include <string>

#include <CLI/App.hpp>

namespace loopsim::app {

// A subcommand: what parses its part of the command line, and what then runs it and returns the exit code.
struct Command {
  const CLI::App* parser = nullptr;
  std::function<int()> run;
};

// Each adds its subcommand to the program. `command_line` goes into the results as their origin.
Command add_run_command(CLI::App& program, const std::string& command_line);
Command add_explain_command(CLI::App& program, const std::string& command_line);
Command add_validate_command(CLI::App& program, const std::string& command_line);
Command add_calibrate_command(CLI::App& program);
Command add_sensitivity_command(CLI::App& program);
Command add_sweep_command(CLI::App& program);
Command add_merge_command(CLI::App& program);
Command add_check_command(CLI::App& program);
Command add_compare_command(CLI::App& program);
Command add_trace_command(CLI::App& program);
Command add_plot_command(CLI::App& program);
Command add_report_command(CLI::App& program);
Command add_list_command(CLI::App& program);

}  // namespace loopsim::app
