// SPDX-License-Identifier: GPL-2.0
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/text_layout.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "models/costs.hpp"
#include "models/policy.hpp"
#include "models/registry.hpp"
#include "scenarios/machine.hpp"
#include "scenarios/policy_parameters.hpp"

namespace loopsim::app {
namespace {

std::string item(std::string_view heading, std::string_view text) {
  return analysis::wrap(heading) + analysis::wrap(text, {.first = 4, .rest = 4});
}

std::string entries_text(const std::vector<models::NamedPart>& entries) {
  std::string text;
  for (const models::NamedPart& entry : entries) {
    text += item(entry.name, entry.description);
  }
  return text;
}

std::string policies_text() {
  std::string text;
  for (const models::PolicyRegistry::Entry& entry : models::PolicyRegistry::entries()) {
    text += item(entry.name, entry.description);
    const std::unique_ptr<models::Policy> policy = entry.create();
    for (const models::PolicyParameter& parameter : policy->parameters()) {
      const auto with_unit = [&](std::int64_t value) { return scenarios::policy_value_text(parameter, value); };
      text += analysis::wrap(fmt::format("{} = {} in [{}, {}]: {}", parameter.name, with_unit(parameter.value),
                                         with_unit(parameter.least), with_unit(parameter.most), parameter.description),
                             {.first = 4, .rest = 8});
    }
  }
  return text;
}

std::string costs_text() {
  std::string text;
  for (const models::CostRow& row : models::cost_table()) {
    text += item(row.name, row.meaning);
  }
  return text;
}

std::string parameters_text(const scenarios::Machine& machine) {
  std::string text;
  for (const scenarios::Parameter& parameter : machine.parameters) {
    const std::string range = parameter.range.empty() ? "" : " in " + parameter.range;
    text += item(fmt::format("{} = {}{}{}", parameter.name, parameter.value, range, parameter.fitted ? ", fitted" : ""),
                 parameter.source);
  }
  return text;
}

std::string devices_text(const scenarios::Machine& machine) {
  std::string text;
  for (const models::DeviceSpec& device : machine.devices) {
    text += item(device.name, fmt::format("kind: {}", device.kind));
  }
  return text;
}

// Adds `list WHAT`; `text` makes what it prints.
Command add_topic(CLI::App& list, const std::string& what, const std::string& description,
                  const std::function<std::string()>& text) {
  return {list.add_subcommand(what, description), [text] {
            print(text());
            return kOk;
          }};
}

}  // namespace

Command add_list_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("list",
                                            "Examples:\n"
                                            "  loopsim list policies\n"
                                            "  loopsim list parameters --machine scenarios/machines/patocka-nvme.yaml\n"
                                            "\n"
                                            "Says what there is to write into scenarios and machine files.");
  parser->require_subcommand(1);
  auto machine = std::make_shared<std::filesystem::path>();
  const std::vector<Command> topics = {
      add_topic(*parser, "policies", "Policies of the loop driver", policies_text),
      add_topic(*parser, "devices", "Kinds of devices under the file system, or those of a machine",
                [machine] {
                  return machine->empty() ? entries_text(models::devices())
                                          : devices_text(scenarios::load_machine(*machine));
                }),
      add_topic(*parser, "filesystems", "What can hold the backing file",
                [] { return entries_text(models::backings()); }),
      add_topic(
          *parser, "parameters", "Costs of the steps of the I/O path",
          [machine] { return machine->empty() ? costs_text() : parameters_text(scenarios::load_machine(*machine)); }),
  };
  parser->get_subcommand("parameters")
      ->add_option("--machine", *machine, "Machine file (YAML): print its values, ranges and sources");
  parser->get_subcommand("devices")->add_option("--machine", *machine, "Machine file (YAML): print its devices");
  return {parser, [topics] {
            for (const Command& topic : topics) {
              if (topic.parser->parsed()) {
                return topic.run();
              }
            }
            return kUsage;
          }};
}

}  // namespace loopsim::app
