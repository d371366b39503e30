// SPDX-License-Identifier: GPL-2.0
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/experiment.hpp"
#include "analysis/outputs/result_directory.hpp"
#include "analysis/outputs/writers.hpp"
#include "analysis/text_table.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "app/provenance.hpp"
#include "app/run_progress.hpp"
#include "app/settings.hpp"
#include "models/run.hpp"
#include "scenarios/input_error.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/units.hpp"

namespace loopsim::app {
namespace {

struct Arguments {
  std::filesystem::path file;
  std::filesystem::path out;
  std::optional<int> replications;
  std::string precision;
  std::optional<int> max_replications;
  std::optional<std::uint64_t> seed;
  int jobs = default_jobs();
  std::vector<std::string> settings;
  std::string format = "table";
  bool dry_run = false;
  bool strict = false;
  bool force = false;
  bool quiet = false;
};

// A number of replications without a precision beside it means just that number.
void take_replications(const Arguments& arguments, scenarios::Scenario& scenario) {
  const int fewest =
      scenario.precision ? scenario.replications : std::max(scenario.replications, scenarios::kFewestForPrecision);
  if (!arguments.precision.empty()) {
    scenario.replications = arguments.replications.value_or(fewest);
    const int most = std::max(scenario.replications, scenario.precision.value_or(scenarios::Precision{}).most);
    scenario.precision = scenarios::Precision{scenarios::parse_per_cent(arguments.precision), most};
  } else if (arguments.replications) {
    scenario.replications = *arguments.replications;
    scenario.precision.reset();
  }
  if (arguments.max_replications) {
    if (!scenario.precision) {
      throw scenarios::InputError({"loopsim", 0, 0}, "--max-replications: only a precision asks for more");
    }
    scenario.precision->most = *arguments.max_replications;
  }
  scenarios::check_precision(scenario, {"loopsim", 0, 0});
}

// Replications and seed end up in the scenario, so that resolved.yaml repeats this very run.
scenarios::Scenario load(const Arguments& arguments) {
  scenarios::Scenario scenario = scenarios::load_scenario(arguments.file, overrides_of(arguments.settings));
  take_replications(arguments, scenario);
  scenario.seed = arguments.seed.value_or(scenario.seed);
  return scenario;
}

models::EngineMode mode_of(const Arguments& arguments) {
  return arguments.strict ? models::EngineMode::strict : models::EngineMode::horizon;
}

analysis::ResultTable simulate(const scenarios::Scenario& scenario, const Arguments& arguments) {
  RunProgress progress(arguments.quiet ? RunProgress::Wish::quiet : RunProgress::Wish::shown);
  analysis::ExperimentOptions options;
  options.runner = models::run;
  options.mode = mode_of(arguments);
  options.jobs = arguments.jobs;
  options.progress = progress.callback();
  return analysis::run_scenario(scenario, options);
}

analysis::ResultFiles render(const analysis::ResultTable& table, const std::vector<analysis::CellSummary>& summaries,
                             const Arguments& arguments, const std::string& command_line) {
  const analysis::Provenance provenance =
      provenance_of(command_line, scenarios::to_yaml(table.scenario), mode_of(arguments));
  return {
      .runs_csv = analysis::runs_csv(table),
      .summary_csv = analysis::summary_csv(table, summaries),
      .timeseries_csv = analysis::timeseries_csv(table),
      .summary_json = analysis::summary_json(table, summaries, provenance),
      .resolved_yaml = provenance.resolved_scenario,
      .jobs_csv = analysis::jobs_csv(table),
  };
}

int run(const Arguments& arguments, const std::string& command_line) {
  const scenarios::Scenario scenario = load(arguments);
  if (arguments.dry_run) {
    print(scenarios::to_yaml(scenario));
    return kOk;
  }
  const auto existing = arguments.force ? analysis::Existing::replace : analysis::Existing::keep;
  if (!arguments.out.empty()) {
    analysis::check_destination(arguments.out, existing);
  }
  const analysis::ResultTable table = simulate(scenario, arguments);
  const std::vector<analysis::CellSummary> summaries = analysis::summarize(table);
  const analysis::ResultFiles files = render(table, summaries, arguments, command_line);
  if (!arguments.out.empty()) {
    analysis::write_results(arguments.out, files, existing);
  }
  if (arguments.quiet) {
    return kOk;
  }
  if (arguments.format == "csv") {
    print(files.summary_csv);
  } else if (arguments.format == "json") {
    print(files.summary_json);
  } else {
    print(analysis::text_table(table, summaries));
  }
  return kOk;
}

// CLI11 alone would let a negative number wrap round.
std::string check_seed(const std::string& seed) {
  try {
    scenarios::parse_count(seed);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

std::string check_precision_text(const std::string& precision) {
  try {
    const double per_cent = scenarios::parse_per_cent(precision);
    const bool sensible = per_cent >= scenarios::kFinestPrecision && per_cent <= scenarios::kCoarsestPrecision;
    return sensible ? ""
                    : fmt::format("expected a percentage from {} to {}, got '{}'",
                                  scenarios::per_cent_text(scenarios::kFinestPrecision),
                                  scenarios::per_cent_text(scenarios::kCoarsestPrecision), precision);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

Command add_run_command(CLI::App& program, const std::string& command_line) {
  CLI::App* parser =
      program.add_subcommand("run",
                             "Examples:\n"
                             "  loopsim run scenarios/published/nvme-12jobs.yaml\n"
                             "  loopsim run FILE --out results/nvme --replications 5 --jobs 2\n"
                             "  loopsim run FILE --set variants.nowait.hw_queues=4 --format csv\n"
                             "  loopsim run FILE --dry-run\n"
                             "\n"
                             "Simulates every case of a scenario under every variant and compares the variants.");
  auto arguments = std::make_shared<Arguments>();
  parser->add_option("FILE", arguments->file, "Scenario (YAML)")->required();
  CLI::Option* out = parser->add_option("--out", arguments->out, "Directory to leave CSV, JSON and resolved YAML in");
  parser->add_option("--replications", arguments->replications, "Runs of each cell, instead of the scenario's")
      ->check(CLI::Range(1, scenarios::kMostReplications));
  parser
      ->add_option("--precision", arguments->precision,
                   "Repeat until every 95 % interval of IOPS is at most this far from its mean, such as 2%")
      ->check(check_precision_text);
  parser->add_option("--max-replications", arguments->max_replications, "Cap of --precision")
      ->check(CLI::Range(2, scenarios::kMostReplications));
  parser->add_option("--seed", arguments->seed, "Seed of the random streams, instead of the scenario's")
      ->check(check_seed);
  add_jobs_option(*parser, arguments->jobs, "Processes at a time");
  add_set_option(*parser, arguments->settings);
  parser->add_option("--format", arguments->format, "What to print: table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  parser->add_flag("--dry-run", arguments->dry_run, "Print the resolved scenario and stop");
  parser->add_flag("--strict", arguments->strict,
                   "Make each instant a round of the SimGrid engine: slower, same result");
  parser->add_flag("--force", arguments->force, "Replace earlier results in the directory of --out")->needs(out);
  parser->add_flag("--quiet", arguments->quiet, "Print errors only");
  return {parser, [arguments, command_line] { return run(*arguments, command_line); }};
}

}  // namespace loopsim::app
