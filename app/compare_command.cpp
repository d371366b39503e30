// SPDX-License-Identifier: GPL-2.0
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "analysis/comparison/comparison_writers.hpp"
#include "analysis/outputs/result_directory.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"

namespace loopsim::app {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> directories;
  std::vector<std::string> variants;
  std::filesystem::path out;
  bool force = false;
  std::string format = "table";
};

const std::vector<std::string> kFileNames = {"comparison.csv", "comparison.json", "comparison.md"};

// What is wrong with the arguments together, or nothing.
std::string_view contradiction(const Arguments& arguments) {
  if (arguments.variants.empty()) {
    return "";
  }
  if (arguments.directories.size() > 1) {
    return "--variants compares variants within one directory";
  }
  const std::set<std::string> different(arguments.variants.begin(), arguments.variants.end());
  if (arguments.variants.size() < 2 || different.size() < arguments.variants.size()) {
    return "--variants takes two or more different names, as in base,patched";
  }
  return "";
}

std::vector<analysis::Side> sides_of(const std::vector<analysis::StoredResult>& results, const Arguments& arguments) {
  if (results.size() == 1) {
    return analysis::variant_sides(results.front(), arguments.variants);
  }
  std::vector<analysis::Side> sides;
  sides.reserve(results.size());
  for (const analysis::StoredResult& result : results) {
    sides.push_back({result.directory.string(), &result, ""});
  }
  return sides;
}

std::string rendered(const analysis::ResultComparison& comparison, const std::string& format) {
  if (format == "csv") {
    return analysis::comparison_csv(comparison);
  }
  if (format == "json") {
    return analysis::comparison_json(comparison);
  }
  if (format == "markdown") {
    return analysis::comparison_markdown(comparison);
  }
  return analysis::comparison_table(comparison);
}

void write(const analysis::ResultComparison& comparison, const Arguments& arguments) {
  analysis::write_results(arguments.out,
                          {{kFileNames[0], analysis::comparison_csv(comparison)},
                           {kFileNames[1], analysis::comparison_json(comparison)},
                           {kFileNames[2], analysis::comparison_markdown(comparison)}},
                          arguments.force ? analysis::Existing::replace : analysis::Existing::keep);
}

int compare(const Arguments& arguments) {
  if (const std::string_view wrong = contradiction(arguments); !wrong.empty()) {
    print_error(std::string("loopsim: ").append(wrong).append("\nSee loopsim compare --help."));
    return kUsage;
  }
  std::vector<analysis::StoredResult> results;
  results.reserve(arguments.directories.size());
  for (const std::filesystem::path& directory : arguments.directories) {
    results.push_back(analysis::read_result(directory));
  }
  const analysis::ResultComparison comparison = analysis::compare(sides_of(results, arguments));
  if (!arguments.out.empty()) {
    write(comparison, arguments);
  }
  print(rendered(comparison, arguments.format));
  return kOk;
}

}  // namespace

Command add_compare_command(CLI::App& program) {
  CLI::App* parser =
      program.add_subcommand("compare",
                             "Examples:\n"
                             "  loopsim compare results/base results/patched\n"
                             "  loopsim compare results/nvme --variants in-tree,nowait-1q\n"
                             "  loopsim compare results/nvme --format markdown\n"
                             "\n"
                             "Compares results of `loopsim run --out`, or the variants of one: what changed, how sure "
                             "that is, and what was different.");
  auto arguments = std::make_shared<Arguments>();
  parser->add_option("DIR", arguments->directories, "Result directories; the first is the base")->required();
  parser->add_option("--variants", arguments->variants, "Variants of the one directory; the first is the base")
      ->delimiter(',')
      ->allow_extra_args(false);
  CLI::Option* out =
      parser->add_option("--out", arguments->out, "Directory to leave CSV, JSON and Markdown in, for plot and report");
  parser->add_flag("--force", arguments->force, "Replace an earlier comparison in the directory of --out")->needs(out);
  parser->add_option("--format", arguments->format, "What to print: table, csv, json or markdown")
      ->check(CLI::IsMember({"table", "csv", "json", "markdown"}))
      ->capture_default_str();
  return {parser, [arguments] { return compare(*arguments); }};
}

}  // namespace loopsim::app
