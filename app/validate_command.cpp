// SPDX-License-Identifier: GPL-2.0
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/outputs/result_directory.hpp"
#include "analysis/validation/validation.hpp"
#include "analysis/validation/validation_table.hpp"
#include "analysis/validation/writers.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "app/provenance.hpp"
#include "app/run_progress.hpp"
#include "app/settings.hpp"
#include "models/run.hpp"

namespace loopsim::app {
namespace {

struct Arguments {
  std::filesystem::path file;
  std::vector<std::filesystem::path> measurements;
  std::filesystem::path out;
  std::optional<int> replications;
  std::optional<double> fail_above;  // per cent
  int jobs = default_jobs();
  std::vector<std::string> settings;
  std::string format = "table";
  bool force = false;
  bool quiet = false;
};

const std::vector<std::string> kFileNames = {"validation.csv", "validation.json", "validation.md", "validation.dat"};

analysis::ValidationReport simulate(const analysis::ValidationPlan& plan, const Arguments& arguments) {
  RunProgress progress(arguments.quiet ? RunProgress::Wish::quiet : RunProgress::Wish::shown);
  analysis::ExperimentOptions options;
  options.runner = models::run;
  options.jobs = arguments.jobs;
  options.progress = progress.callback();
  return analysis::validate(plan, options);
}

std::string json(const analysis::ValidationReport& report, const std::string& command_line) {
  return analysis::validation_json(report, provenance_of(command_line, ""));
}

void write(const analysis::ValidationReport& report, const Arguments& arguments, const std::string& command_line,
           analysis::Existing existing) {
  const std::vector<std::string> contents = {
      analysis::validation_csv(report),
      json(report, command_line),
      analysis::validation_markdown(report),
      analysis::validation_plot_data(report),
  };
  std::vector<analysis::NamedText> files;
  files.reserve(contents.size());
  for (std::size_t i = 0; i < contents.size(); ++i) {
    files.push_back({kFileNames[i], contents[i]});
  }
  analysis::write_results(arguments.out, files, existing);
}

void print_report(const analysis::ValidationReport& report, const Arguments& arguments,
                  const std::string& command_line) {
  if (arguments.format == "csv") {
    print(analysis::validation_csv(report));
  } else if (arguments.format == "json") {
    print(json(report, command_line));
  } else {
    print(analysis::validation_text(report));
  }
}

// The exit code that the errors are worth. A limit on nothing would be kept by every table.
int judge(const analysis::ValidationReport& report, double per_cent) {
  int exit_code = kOk;
  if (!report.all.predicted) {
    print_error("loopsim: --fail-above: no predicted row to judge");
    exit_code = kRunFailed;
  }
  for (const analysis::ValidationSummary& machine : report.machines) {
    const auto error = machine.judged_error();
    if (error && 100 * *error > per_cent) {
      print_error(fmt::format("loopsim: --fail-above: machine {}: mean absolute error {:.1f} % is above {} %",
                              machine.machine, 100 * *error, per_cent));
      exit_code = kRunFailed;
    }
  }
  return exit_code;
}

int validate(const Arguments& arguments, const std::string& command_line) {
  analysis::ValidationPlan plan =
      analysis::load_validation(arguments.file, arguments.measurements, overrides_of(arguments.settings));
  plan.replications = arguments.replications.value_or(plan.replications);
  const auto existing = arguments.force ? analysis::Existing::replace : analysis::Existing::keep;
  if (!arguments.out.empty()) {
    analysis::check_destination(arguments.out, kFileNames, existing);
  }
  const analysis::ValidationReport report = simulate(plan, arguments);
  if (!arguments.out.empty()) {
    write(report, arguments, command_line, existing);
  }
  if (!arguments.quiet) {
    print_report(report, arguments, command_line);
  }
  return arguments.fail_above ? judge(report, *arguments.fail_above) : kOk;
}

}  // namespace

Command add_validate_command(CLI::App& program, const std::string& command_line) {
  CLI::App* parser = program.add_subcommand("validate",
                                            "Examples:\n"
                                            "  loopsim validate scenarios/validation/epyc-vm.yaml\n"
                                            "  loopsim validate scenarios/published/nvme-12jobs.yaml --fail-above 5\n"
                                            "  loopsim validate TABLE --out results/validation --jobs 2\n"
                                            "  loopsim validate TABLE --measurements mine.csv\n"
                                            "  loopsim validate TABLE --set machines.other.file=mine.yaml\n"
                                            "\n"
                                            "Simulates measured rows and says how far the simulation is from each.");
  auto arguments = std::make_shared<Arguments>();
  parser->add_option("FILE", arguments->file, "Validation table, or scenario with published cells (YAML)")->required();
  parser
      ->add_option("--measurements", arguments->measurements,
                   "FILE instead of those that the table names; may be repeated")
      ->allow_extra_args(false);
  CLI::Option* out =
      parser->add_option("--out", arguments->out, "Directory to leave CSV, JSON, Markdown and plot data in");
  parser->add_option("--replications", arguments->replications, "Runs of each row, instead of the table's")
      ->check(CLI::Range(1, 1000));
  parser
      ->add_option("--fail-above", arguments->fail_above,
                   "Per cent: exit with 1 if the predicted rows of a machine are off by more in the mean (rows with a "
                   "spread under 10 %; all where it has none)")
      ->check(CLI::Range(0.0, 1e6));
  add_set_option(*parser, arguments->settings);
  add_jobs_option(*parser, arguments->jobs, "Processes at a time");
  parser->add_option("--format", arguments->format, "What to print: table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  parser->add_flag("--force", arguments->force, "Replace earlier results in the directory of --out")->needs(out);
  parser->add_flag("--quiet", arguments->quiet, "Print errors only");
  return {parser, [arguments, command_line] { return validate(*arguments, command_line); }};
}

}  // namespace loopsim::app
