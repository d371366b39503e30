// SPDX-License-Identifier: GPL-2.0
#include <filesystem>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>

#include "analysis/sweep/merge.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"

namespace loopsim::app {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> directories;
  std::filesystem::path out;
  bool partial = false;
};

}  // namespace

Command add_merge_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("merge",
                                            "Examples:\n"
                                            "  loopsim merge results/map/shard-* --out results/map/merged\n"
                                            "\n"
                                            "Joins the shards of a sweep into the results.csv of the whole.");
  auto arguments = std::make_shared<Arguments>();
  parser->add_option("DIR", arguments->directories, "Directories that the shards were written to")->required();
  parser->add_option("--out", arguments->out, "Directory to leave results.csv in")->required();
  parser->add_flag("--partial", arguments->partial, "Leave out points that are in none of the directories");
  return {parser, [arguments] {
            analysis::merge_shards(arguments->directories, arguments->out,
                                   arguments->partial ? analysis::Holes::leave_out : analysis::Holes::refuse);
            return kOk;
          }};
}

}  // namespace loopsim::app
