// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "analysis/experiment.hpp"
#include "analysis/explain/explanation.hpp"
#include "analysis/explain/writers.hpp"
#include "analysis/outputs/result_directory.hpp"
#include "analysis/tunable.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "app/provenance.hpp"
#include "app/run_progress.hpp"
#include "app/settings.hpp"
#include "models/run.hpp"
#include "scenarios/cell_choice.hpp"
#include "scenarios/input_error.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::app {
namespace {

struct Arguments {
  std::filesystem::path file;
  std::vector<std::string> cases;
  std::vector<std::string> variants;
  bool waterfall = false;
  std::vector<std::string> break_even;
  std::filesystem::path out;
  std::optional<int> replications;
  int jobs = default_jobs();
  std::vector<std::string> settings;
  std::string format = "table";
  bool force = false;
  bool quiet = false;
};

const std::vector<std::string> kFileNames = {"explain.txt", "explain.csv", "explain.json", "resolved.yaml"};

// What is asked for of the file under these settings.
scenarios::Scenario load(const Arguments& arguments, const std::vector<scenarios::Override>& settings) {
  scenarios::Scenario scenario = scenarios::load_scenario(arguments.file, settings);
  scenarios::keep_cases(scenario, arguments.cases);
  scenarios::keep_variants_and_baselines(scenario, arguments.variants);
  scenario.replications = arguments.replications.value_or(scenario.replications);
  // Differences are explained, not measured to a precision.
  scenario.precision.reset();
  return scenario;
}

analysis::ExperimentOptions options_of(const Arguments& arguments, RunProgress& progress) {
  analysis::ExperimentOptions options;
  options.runner = models::run;
  options.jobs = arguments.jobs;
  options.progress = progress.callback();
  return options;
}

std::vector<analysis::BreakEvenAxis> axes_of(const scenarios::Scenario& scenario, const Arguments& arguments) {
  std::vector<analysis::BreakEvenAxis> axes;
  axes.reserve(arguments.break_even.size());
  for (const std::string& name : arguments.break_even) {
    axes.push_back(analysis::axis_of(analysis::tunable_of(scenario.machine, name, "--break-even")));
  }
  return axes;
}

std::size_t index_of(const scenarios::Scenario& scenario, const std::string& variant) {
  return static_cast<std::size_t>(std::ranges::find(scenario.variants, variant, &scenarios::Variant::name) -
                                  scenario.variants.begin());
}

// Of every variant of the case against what it is compared with.
std::vector<analysis::BreakEven> break_evens(const scenarios::Scenario& scenario, std::size_t case_index,
                                             const analysis::BreakEvenAxis& axis, const Arguments& arguments,
                                             const analysis::ExperimentOptions& options) {
  const analysis::ScenarioUnder under = [&](const std::vector<scenarios::Override>& moved) {
    std::vector<scenarios::Override> settings = overrides_of(arguments.settings);
    std::erase_if(settings, [&moved](const scenarios::Override& setting) {
      return std::ranges::find(moved, setting.key, &scenarios::Override::key) != moved.end();
    });
    settings.insert(settings.end(), moved.begin(), moved.end());
    return load(arguments, settings);
  };
  std::vector<analysis::BreakEven> found;
  for (const scenarios::Variant& variant : scenario.variants) {
    if (!variant.is_base()) {
      const std::string& against = variant.against.empty() ? scenario.baseline().name : variant.against;
      found.push_back(analysis::find_break_even(under,
                                                {.axis = axis,
                                                 .case_index = case_index,
                                                 .variant_index = index_of(scenario, variant.name),
                                                 .against_index = index_of(scenario, against),
                                                 .replications = std::max(2, scenario.replications)},
                                                options));
    }
  }
  return found;
}

analysis::Explanation explain(const scenarios::Scenario& scenario, const std::vector<analysis::BreakEvenAxis>& axes,
                              const Arguments& arguments) {
  if (arguments.waterfall && std::ranges::all_of(scenario.variants, &scenarios::Variant::is_base)) {
    throw scenarios::InputError({"--waterfall", 0, 0},
                                "takes a difference to the baseline apart; name another variant");
  }
  RunProgress progress(arguments.quiet ? RunProgress::Wish::quiet : RunProgress::Wish::shown);
  analysis::ExperimentOptions options = options_of(arguments, progress);
  options.stage_times = true;
  analysis::Explanation explanation = analysis::explain_table(analysis::run_scenario(scenario, options));
  options.stage_times = false;
  for (std::size_t c = 0; c < scenario.cases.size(); ++c) {
    for (const analysis::BreakEvenAxis& axis : axes) {
      for (analysis::BreakEven& found : break_evens(scenario, c, axis, arguments, options)) {
        explanation.cases[c].break_evens.push_back(std::move(found));
      }
    }
    for (const scenarios::Variant& variant : scenario.variants) {
      if (arguments.waterfall && !variant.is_base()) {
        explanation.cases[c].waterfalls.push_back(
            analysis::waterfall(scenarios::one_comparison(scenario, scenario.cases[c], variant), options));
      }
    }
  }
  return explanation;
}

int run(const Arguments& arguments, const std::string& command_line) {
  const scenarios::Scenario scenario = load(arguments, overrides_of(arguments.settings));
  const std::vector<analysis::BreakEvenAxis> axes = axes_of(scenario, arguments);
  const auto existing = arguments.force ? analysis::Existing::replace : analysis::Existing::keep;
  if (!arguments.out.empty()) {
    analysis::check_destination(arguments.out, kFileNames, existing);
  }
  const analysis::Explanation explanation = explain(scenario, axes, arguments);
  const analysis::Provenance provenance = provenance_of(command_line, scenarios::to_yaml(scenario));
  const std::string text = analysis::explain_text(explanation);
  const std::string csv = analysis::explain_csv(explanation);
  const std::string json = analysis::explain_json(explanation, provenance);
  if (!arguments.out.empty()) {
    analysis::write_results(arguments.out,
                            {{kFileNames[0], text},
                             {kFileNames[1], csv},
                             {kFileNames[2], json},
                             {kFileNames[3], provenance.resolved_scenario}},
                            existing);
  }
  if (arguments.quiet) {
    return kOk;
  }
  if (arguments.format == "csv") {
    print(csv);
  } else if (arguments.format == "json") {
    print(json);
  } else {
    print(text);
  }
  return kOk;
}

}  // namespace

Command add_explain_command(CLI::App& program, const std::string& command_line) {
  CLI::App* parser = program.add_subcommand(
      "explain",
      "Examples:\n"
      "  loopsim explain scenarios/published/nvme-12jobs.yaml --case async\n"
      "  loopsim explain FILE --variant nowait --waterfall\n"
      "  loopsim explain FILE --variant nowait --break-even costs.refused_attempt\n"
      "  loopsim explain FILE --set costs.wake_remote=3us --format json\n"
      "\n"
      "Says where the time of a command goes under each variant, which resource binds and how close the next one is, "
      "and takes the difference between two variants apart.");
  auto arguments = std::make_shared<Arguments>();
  parser->add_option("FILE", arguments->file, "Scenario (YAML)")->required();
  parser->add_option("--case", arguments->cases, "Explain this case only; may be repeated")->allow_extra_args(false);
  parser
      ->add_option("--variant", arguments->variants,
                   "Explain this variant and what it is compared with only; may be repeated")
      ->allow_extra_args(false);
  parser->add_flag("--waterfall", arguments->waterfall,
                   "Take the machine's costs away, group by group, to see what makes the difference");
  parser
      ->add_option("--break-even", arguments->break_even,
                   "Find the value of this parameter of the machine at which a variant stops being faster; may be "
                   "repeated")
      ->allow_extra_args(false);
  CLI::Option* out =
      parser->add_option("--out", arguments->out, "Directory to leave text, CSV, JSON and resolved YAML in");
  parser->add_option("--replications", arguments->replications, "Runs of each cell, instead of the scenario's")
      ->check(CLI::Range(1, scenarios::kMostReplications));
  add_jobs_option(*parser, arguments->jobs, "Processes at a time");
  add_set_option(*parser, arguments->settings);
  parser->add_option("--format", arguments->format, "What to print: table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  parser->add_flag("--force", arguments->force, "Replace earlier results in the directory of --out")->needs(out);
  parser->add_flag("--quiet", arguments->quiet, "Print errors only");
  return {parser, [arguments, command_line] { return run(*arguments, command_line); }};
}

}  // namespace loopsim::app
