// SPDX-License-Identifier: GPL-2.0
#include "app/usage_error.hpp"

#include <vector>

#include <fmt/format.h>

#include "scenarios/close_match.hpp"

namespace loopsim::app {
namespace {

// The innermost subcommand that was named, which is where parsing stopped.
const CLI::App& innermost(const CLI::App& program) {
  const std::vector<CLI::App*> named = program.get_subcommands();
  return named.empty() ? program : innermost(*named.back());
}

std::vector<std::string> option_names(const CLI::App& level) {
  std::vector<std::string> names;
  for (const CLI::Option* option : level.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

std::vector<std::string> subcommand_names(const CLI::App& level) {
  std::vector<std::string> names;
  for (const CLI::App* subcommand : level.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(subcommand->get_name());
  }
  return names;
}

}  // namespace

std::string usage_error(const CLI::App& program, const CLI::ParseError& error) {
  const CLI::App& level = innermost(program);
  const std::vector<std::string> left = level.remaining();
  const std::vector<std::string> subcommands = subcommand_names(level);
  if (left.empty()) {
    return subcommands.empty() ? error.what() : "no command" + scenarios::allowed_names("", subcommands);
  }
  const std::string& argument = left.front();
  if (argument.starts_with('-')) {
    return fmt::format("unknown option '{}'{}", argument, scenarios::allowed_names(argument, option_names(level)));
  }
  if (subcommands.empty()) {
    return fmt::format("unexpected argument '{}'", argument);
  }
  return fmt::format("unknown command '{}'{}", argument, scenarios::allowed_names(argument, subcommands));
}

}  // namespace loopsim::app
