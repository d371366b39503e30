// SPDX-License-Identifier: GPL-2.0
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/outputs/result_directory.hpp"
#include "analysis/progress.hpp"
#include "analysis/sensitivity/break_even.hpp"
#include "analysis/sensitivity/break_even_choice.hpp"
#include "analysis/sensitivity/sensitivity.hpp"
#include "analysis/text_layout.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "app/settings.hpp"
#include "models/run.hpp"
#include "scenarios/scenario_file.hpp"
#include "scenarios/units.hpp"

namespace loopsim::app {
namespace {

struct Arguments {
  std::filesystem::path file;
  std::string output;
  std::string workload;
  std::vector<std::string> parameters;
  std::vector<std::string> break_even;
  std::size_t trajectories = 10;
  std::size_t samples = 128;
  std::size_t most = 8;
  std::vector<std::string> settings;
  int jobs = default_jobs();
  std::filesystem::path out;
  bool force = false;
  bool quiet = false;
};

const std::vector<std::string> kFileNames = {"sensitivity.csv", "break-even.csv"};

analysis::SensitivityRequest request_of(const Arguments& arguments, const scenarios::Scenario& scenario) {
  analysis::SensitivityRequest request{.case_index = analysis::case_named(scenario, arguments.workload),
                                       .output = analysis::OutputChoice(arguments.output, scenario),
                                       .tunables = {},
                                       .trajectories = arguments.trajectories,
                                       .samples = arguments.samples,
                                       .most = arguments.most};
  for (const std::string& name : arguments.parameters) {
    request.tunables.push_back(analysis::tunable_of(scenario.machine, name, "--parameters"));
  }
  analysis::require_distinct(request.tunables, "--parameters");
  if (request.tunables.empty()) {
    request.tunables = analysis::tunables_for(scenario, request.output);
  }
  return request;
}

std::vector<analysis::BreakEven> break_evens(const Arguments& arguments, const scenarios::Scenario& scenario,
                                             scenarios::ScenarioFile& file, const analysis::SensitivityRequest& request,
                                             const analysis::ExperimentOptions& options) {
  const std::vector<scenarios::Override> settings = overrides_of(arguments.settings);
  const auto under = [&](const std::vector<scenarios::Override>& moved) {
    return file.resolve(analysis::with(settings, moved));
  };
  std::vector<analysis::BreakEven> answers;
  for (const analysis::BreakEvenQuestion& question :
       analysis::break_even_questions(arguments.break_even, scenario, request.case_index, request.output)) {
    answers.push_back(analysis::find_break_even(under, question, options));
  }
  return answers;
}

int analyse(const Arguments& arguments) {
  scenarios::ScenarioFile file(arguments.file, {arguments.file.string(), 0, 0});
  const scenarios::Scenario scenario = file.resolve(overrides_of(arguments.settings));
  const analysis::SensitivityRequest request = request_of(arguments, scenario);
  // What is wrong with a question is found before anything is simulated.
  analysis::break_even_questions(arguments.break_even, scenario, request.case_index, request.output);
  const auto existing = arguments.force ? analysis::Existing::replace : analysis::Existing::keep;
  if (!arguments.out.empty()) {
    analysis::check_destination(arguments.out, kFileNames, existing);
  }
  std::optional<analysis::ProgressLine> progress;
  analysis::ExperimentOptions options;
  options.runner = models::run;
  options.jobs = arguments.jobs;
  if (!arguments.quiet && analysis::is_rewritable(stderr)) {
    progress.emplace(stderr);
    options.progress = [&progress](std::size_t done, std::size_t total) {
      progress->show({.done = done, .total = total, .what = "points"});
    };
  }
  std::string text;
  std::vector<analysis::NamedText> files;
  if (request.trajectories > 0) {
    const analysis::Sensitivity sensitivity = analysis::analyse_sensitivity(scenario, request, options);
    text += analysis::sensitivity_text(sensitivity);
    files.push_back({kFileNames[0], analysis::sensitivity_csv(sensitivity)});
  }
  const auto answers = break_evens(arguments, scenario, file, request, options);
  for (const analysis::BreakEven& answer : answers) {
    text += text.empty() ? "" : "\n";
    for (const std::string& sentence : analysis::sentences(answer)) {
      text += analysis::wrap(sentence);
    }
  }
  if (!answers.empty()) {
    files.push_back({kFileNames[1], analysis::break_even_csv(answers)});
  }
  progress.reset();
  if (!arguments.out.empty()) {
    analysis::write_results(arguments.out, files, existing);
  }
  if (!arguments.quiet) {
    print(text);
  }
  return kOk;
}

// An effect has no spread in one trajectory.
std::string check_trajectories(const std::string& text) {
  try {
    return scenarios::parse_count(text) == 1 ? "expected 0, or at least 2" : "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

Command add_sensitivity_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand(
      "sensitivity",
      "Examples:\n"
      "  loopsim sensitivity scenarios/seed/sparse-write.yaml --output ratio:nowait/workqueue\n"
      "  loopsim sensitivity FILE --output iops:nowait --parameters costs.io_submit,costs.wake_remote\n"
      "  loopsim sensitivity FILE --output ratio:nowait/workqueue --trajectories 0 --break-even costs.wake_remote\n"
      "  loopsim sensitivity FILE --output ratio:a/b --trajectories 0 --break-even machine.cpus=1..16\n"
      "\n"
      "Says on which costs an output hangs: Morris's screening, Sobol indices, break-even of a comparison.");
  auto arguments = std::make_shared<Arguments>();
  parser->add_option("FILE", arguments->file, "Scenario (YAML)")->required();
  parser
      ->add_option("--output", arguments->output,
                   "ratio:VARIANT/VARIANT (of IOPS) or METRIC:VARIANT, a metric of summary.csv")
      ->required();
  parser->add_option("--case", arguments->workload, "Case of the scenario, where it has several");
  parser
      ->add_option("--parameters", arguments->parameters,
                   "Costs and device keys, separated by commas; default: all with a range that may matter")
      ->delimiter(',')
      ->allow_extra_args(false);
  parser->add_option("--trajectories", arguments->trajectories, "Of Morris's screening; 0: break-even only")
      ->check(CLI::Range(0, 10'000))
      ->check(check_trajectories)
      ->capture_default_str();
  parser->add_option("--samples", arguments->samples, "Of the Sobol indices; 0: screening only")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  parser->add_option("--most", arguments->most, "Parameters that go on from the screening to Sobol indices")
      ->check(CLI::Range(std::size_t{1}, analysis::kMostSobolParameters))
      ->capture_default_str();
  parser
      ->add_option("--break-even", arguments->break_even,
                   "PARAMETER over its range, or KEY=FROM..TO: where the ratio of --output crosses 1; may be repeated")
      ->allow_extra_args(false);
  add_set_option(*parser, arguments->settings);
  add_jobs_option(*parser, arguments->jobs, "Processes at a time");
  CLI::Option* out = parser->add_option("--out", arguments->out, "Directory to leave CSV in");
  parser->add_flag("--force", arguments->force, "Replace earlier results in the directory of --out")->needs(out);
  parser->add_flag("--quiet", arguments->quiet, "Print errors only");
  return {parser, [arguments] { return analyse(*arguments); }};
}

}  // namespace loopsim::app
