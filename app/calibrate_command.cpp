// SPDX-License-Identifier: GPL-2.0
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/calibration/calibrate.hpp"
#include "analysis/calibration/calibration_text.hpp"
#include "analysis/calibration/cross_validation.hpp"
#include "analysis/calibration/machine_file.hpp"
#include "analysis/outputs/result_directory.hpp"
#include "analysis/progress.hpp"
#include "analysis/sweep/durable_file.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "app/settings.hpp"
#include "app/version.hpp"
#include "models/run.hpp"
#include "scenarios/machine.hpp"

namespace loopsim::app {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::vector<fs::path> measurements;
  fs::path machine;
  std::vector<std::string> fit;
  std::vector<std::string> parameters;
  std::string run;
  fs::path out;
  std::string name;
  int cross_validate = 0;  // parts; 0: not at all
  int starts = 1;
  int replications = 1;
  std::uint64_t seed = 1;
  int jobs = default_jobs();
  bool force = false;
  bool quiet = false;
};

analysis::CalibrationRequest request_of(const Arguments& arguments) {
  const analysis::FitChoice choice = analysis::read_fit_choice(arguments.fit);
  analysis::CalibrationRequest request;
  request.starts = arguments.starts;
  request.machine = scenarios::load_machine(arguments.machine);
  request.rows = analysis::read_calibration_rows(arguments.measurements, arguments.run, choice, request.machine);
  const bool by_hand = !arguments.parameters.empty();
  for (const std::string& name : by_hand ? arguments.parameters : choice.parameters) {
    request.tunables.push_back(
        analysis::tunable_of(request.machine, name, by_hand ? "--parameters" : arguments.fit.front()));
  }
  analysis::require_distinct(request.tunables, by_hand ? "--parameters" : arguments.fit.front());
  request.asked = !request.tunables.empty();
  if (!request.asked) {
    request.tunables = analysis::default_tunables(request.machine, request.rows.fitted);
  }
  return request;
}

void check_out(const Arguments& arguments) {
  if (!arguments.out.empty() && !arguments.force && fs::exists(arguments.out)) {
    throw analysis::DestinationError(fmt::format("{} exists; --force replaces it", arguments.out.string()));
  }
}

fs::path journal_beside(const fs::path& out) { return out.string() + ".journal"; }

void write_machine(const analysis::Calibration& calibration, const Arguments& arguments) {
  const fs::path directory = fs::absolute(arguments.out).parent_path();
  const std::string name = arguments.name.empty() ? arguments.out.stem().string() : arguments.name;
  analysis::DurableFile file(arguments.out);
  file.append(analysis::machine_file(calibration, name, fs::proximate(arguments.machine, directory)));
  file.commit();
}

int calibrate(const Arguments& arguments) {
  const analysis::CalibrationRequest request = request_of(arguments);
  check_out(arguments);
  std::optional<analysis::RateJournal> stored;
  analysis::RateJournal in_memory;
  analysis::RateJournal& journal = arguments.out.empty() ? in_memory : stored.emplace(journal_beside(arguments.out));
  std::optional<analysis::ProgressLine> progress;
  analysis::RateOptions options{.runner = models::run,
                                .jobs = arguments.jobs,
                                .seed = arguments.seed,
                                .replications = arguments.replications,
                                .version = kVersion,
                                .progress = {}};
  if (!arguments.quiet && analysis::is_rewritable(stderr)) {
    progress.emplace(stderr);
    options.progress = [&progress](std::size_t runs) { progress->show({.done = runs}); };
  }
  const analysis::Calibration calibration = analysis::calibrate(request, options, journal);
  std::string text = calibration_text(calibration);
  if (arguments.cross_validate > 0) {
    text += "\n" + splits_text(cross_validate(request, arguments.cross_validate, options, journal));
  }
  progress.reset();
  if (!arguments.quiet) {
    print(text);
  }
  if (calibration.fitted.empty()) {
    print_error("loopsim: these rows identify none of the parameters, so no machine file is written");
    return kRunFailed;
  }
  if (!arguments.out.empty()) {
    write_machine(calibration, arguments);
    fs::remove(journal_beside(arguments.out));
  }
  return kOk;
}

}  // namespace

Command add_calibrate_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand(
      "calibrate",
      "Examples:\n"
      "  loopsim calibrate rows.csv --machine scenarios/machines/epyc-vm-other.yaml --fit '{target: file}' --out "
      "mine.yaml\n"
      "  loopsim calibrate rows.csv --machine BASE --fit FIT.yaml --out MACHINE.yaml --jobs 2\n"
      "  loopsim calibrate scenarios/published/nvme-12jobs.yaml --machine BASE --fit P1.sync --fit P1.async\n"
      "  loopsim calibrate rows.csv --machine BASE --fit FIT.yaml --cross-validate 3\n"
      "\n"
      "Fits costs of a machine file to measurements, inside the ranges of their sources.");
  auto arguments = std::make_shared<Arguments>();
  parser
      ->add_option("MEASUREMENTS", arguments->measurements,
                   "Tables (CSV), output of fio (JSON), scenarios with published cells or validation tables (YAML)")
      ->required();
  parser->add_option("--machine", arguments->machine, "Machine file to start from")->required();
  parser
      ->add_option(
          "--fit", arguments->fit,
          "Rows to fit: FILE.yaml (docs/calibrate.md), '{column: value}' or the name of a row; may be repeated")
      ->required()
      ->allow_extra_args(false);
  parser
      ->add_option("--parameters", arguments->parameters,
                   "Costs and device keys to fit, separated by commas; default: what the rows can see")
      ->delimiter(',')
      ->allow_extra_args(false);
  parser->add_option("--run", arguments->run,
                     "What fio's output does not say, as in a validation table: '{kernel: 6.18, fs: xfs, ...}'");
  parser->add_option("--out", arguments->out, "Machine file to write; beside it, while it works, what it has computed");
  parser->add_option("--name", arguments->name, "Name of the machine, instead of the file's");
  parser
      ->add_option("--cross-validate", arguments->cross_validate,
                   "Deal all rows into N parts, fit each alone and predict the rest")
      ->check(CLI::Range(2, 100));
  parser
      ->add_option("--starts", arguments->starts,
                   "Starts of the search: the base's values, then points in the ranges; the lowest end is taken")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  parser->add_option("--replications", arguments->replications, "Runs of each row")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  parser->add_option("--seed", arguments->seed, "Seed of the random streams")->capture_default_str();
  add_jobs_option(*parser, arguments->jobs, "Processes at a time");
  parser->add_flag("--force", arguments->force, "Replace the file of --out");
  parser->add_flag("--quiet", arguments->quiet, "Print errors only");
  return {parser, [arguments] { return calibrate(*arguments); }};
}

}  // namespace loopsim::app
