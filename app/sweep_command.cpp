// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "analysis/process_pool.hpp"
#include "analysis/progress.hpp"
#include "analysis/sweep/durable_file.hpp"
#include "analysis/sweep/plan.hpp"
#include "analysis/sweep/run_sweep.hpp"
#include "analysis/sweep/slurm_script.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "app/settings.hpp"
#include "app/version.hpp"
#include "models/run.hpp"
#include "scenarios/sweep.hpp"
#include "scenarios/sweep_scenario.hpp"

namespace loopsim::app {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  fs::path file;
  fs::path out;
  int jobs = default_jobs();
  std::vector<std::string> settings;
  std::string shard = "1/1";
  int shards = 0;  // of the array job; 0: as many as there are points, up to kMostTasks
  bool dry_run = false;
  bool slurm = false;
  bool partial = false;
  bool yes = false;
  bool quiet = false;
};

constexpr int kMostTasks = 1'000;  // of a Slurm array, by its default configuration
constexpr std::size_t kFailuresShown = 10;

struct Loaded {
  explicit Loaded(const Arguments& arguments)
      : sweep(scenarios::load_sweep(arguments.file)),
        scenario(sweep, overrides_of(arguments.settings)),
        points(points_of(sweep, arguments.yes ? scenarios::kMostPoints : scenarios::kManyPoints)),
        directory(arguments.out.empty() ? fs::path("results") / sweep.name : arguments.out) {}

  scenarios::Sweep sweep;
  scenarios::SweepScenario scenario;
  std::vector<scenarios::SweepPoint> points;
  fs::path directory;
};

analysis::SweepPlan plan_of(Loaded& loaded, const Arguments& arguments) {
  return plan_sweep(loaded.sweep, loaded.scenario, loaded.points, analysis::parse_shard(arguments.shard), kVersion);
}

analysis::SweepOptions options_of(const Loaded& loaded, const Arguments& arguments) {
  return {.runner = models::run,
          .mode = models::EngineMode::horizon,
          .jobs = arguments.jobs,
          .version = kVersion,
          .directory = loaded.directory,
          .holes = arguments.partial ? analysis::Holes::leave_out : analysis::Holes::refuse,
          .progress = {}};
}

int list_points(Loaded& loaded, const Arguments& arguments) {
  const analysis::SweepPlan plan = plan_of(loaded, arguments);
  for (const analysis::PlannedPoint& planned : plan.points) {
    print(fmt::format("{}: {}\n", planned.number, point_text(loaded.sweep, planned.point)));
  }
  const std::size_t unfinished = unfinished_points(plan, loaded.directory);
  if (unfinished == 0) {
    print(fmt::format("{} points, all of them in {}\n", plan.points.size(), loaded.directory.string()));
    return kOk;
  }
  const double each = seconds_per_point(loaded.scenario, plan, options_of(loaded, arguments));
  const double rounds =
      static_cast<double>(unfinished) / std::min<double>(arguments.jobs, static_cast<double>(unfinished));
  print(fmt::format("{} points, {} to run at {:.3g} s each, {} at a time: about {:%H:%M:%S}\n", plan.points.size(),
                    unfinished, each, arguments.jobs, std::chrono::seconds(std::llround(std::ceil(each * rounds)))));
  return kOk;
}

std::string sweep_command(const fs::path& program, const Arguments& arguments) {
  std::string command = fmt::format("{} sweep {}", shell_quoted(program.string()),
                                    shell_quoted(fs::absolute(arguments.file).lexically_normal().string()));
  for (const std::string& setting : arguments.settings) {
    command += " --set " + shell_quoted(setting);
  }
  return command + (arguments.partial ? " --partial" : "") + (arguments.yes ? " --yes" : "");
}

// Every point is resolved here, so that a task does not find what is wrong.
int write_slurm_script(Loaded& loaded, const Arguments& arguments, const fs::path& program) {
  plan_of(loaded, arguments);
  const auto most = static_cast<int>(std::min<std::size_t>(loaded.points.size(), kMostTasks));
  const fs::path directory = fs::absolute(loaded.directory).lexically_normal();
  const std::string script = analysis::slurm_script({.name = loaded.sweep.name,
                                                     .shards = arguments.shards == 0 ? most : arguments.shards,
                                                     .directory = shell_quoted(directory.string()),
                                                     .command = sweep_command(program, arguments),
                                                     .program = shell_quoted(program.string())});
  fs::create_directories(directory);
  analysis::DurableFile file(directory / "sweep.sbatch");
  file.append(script);
  file.commit();
  print(fmt::format("sbatch {}\n", shell_quoted((directory / "sweep.sbatch").string())));
  return kOk;
}

std::string failure_text(const analysis::SweepReport& report, const Arguments& arguments) {
  std::string text;
  for (std::size_t i = 0; i < std::min(report.failures.size(), kFailuresShown); ++i) {
    text += fmt::format("loopsim: at {}: {}\n", report.failures[i].point, report.failures[i].reason);
  }
  return text + fmt::format("loopsim: {} of {} points failed, {}; the journal has all of them", report.failures.size(),
                            report.count.total,
                            arguments.partial ? "and results.csv does without them" : "so there is no results.csv");
}

analysis::SweepReport execute(Loaded& loaded, const analysis::SweepPlan& plan, const Arguments& arguments) {
  analysis::SweepOptions options = options_of(loaded, arguments);
  analysis::SweepCount last;
  std::optional<analysis::ProgressLine> line;
  if (!arguments.quiet && analysis::is_rewritable(stderr)) {
    line.emplace(stderr);
  }
  options.progress = [&](const analysis::SweepCount& count) {
    last = count;
    if (line) {
      line->show(
          {.done = count.done, .total = count.total, .what = "points", .before = count.before, .failed = count.failed});
    }
  };
  try {
    return run_sweep(loaded.sweep, loaded.scenario, plan, options);
  } catch (const analysis::Interrupted&) {
    line.reset();
    print_error(fmt::format("loopsim: {} of {} points are finished; the same command goes on with the rest",
                            last.done - last.failed, last.total));
    throw;
  }
}

int sweep(const Arguments& arguments, const fs::path& program) {
  Loaded loaded(arguments);
  if (arguments.dry_run) {
    return list_points(loaded, arguments);
  }
  if (arguments.slurm) {
    return write_slurm_script(loaded, arguments, program);
  }
  analysis::check_sweep_directory(loaded.directory);
  const analysis::SweepPlan plan = plan_of(loaded, arguments);
  const analysis::SweepReport report = execute(loaded, plan, arguments);
  if (!report.failures.empty()) {
    print_error(failure_text(report, arguments));
    return kRunFailed;
  }
  if (!arguments.quiet) {
    print(fmt::format("{} points, {} of them new: {}\n", report.count.total, report.count.total - report.count.before,
                      (loaded.directory / "results.csv").string()));
  }
  return kOk;
}

std::string check_shard(const std::string& text) {
  try {
    analysis::parse_shard(text);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

Command add_sweep_command(CLI::App& program) {
  CLI::App* parser =
      program.add_subcommand("sweep",
                             "Examples:\n"
                             "  loopsim sweep scenarios/sweeps/device-map.yaml --dry-run\n"
                             "  loopsim sweep scenarios/sweeps/device-map.yaml --out results/map\n"
                             "  loopsim sweep FILE --shard 3/16 --out results/map/shard-3\n"
                             "  loopsim sweep FILE --slurm --shards 64 --out results/map\n"
                             "\n"
                             "Runs a scenario at every point of a sweep and leaves results.csv. Running\n"
                             "it again computes what is not there yet.");
  auto arguments = std::make_shared<Arguments>();
  parser->add_option("FILE", arguments->file, "Sweep (YAML)")->required();
  parser->add_option("--out", arguments->out, "Directory for the results (default: results/NAME)");
  add_jobs_option(*parser, arguments->jobs, "Points at a time");
  add_set_option(*parser, arguments->settings);
  CLI::Option* shard =
      parser->add_option("--shard", arguments->shard, "INDEX/COUNT: only every COUNT-th point")->check(check_shard);
  parser->add_flag("--dry-run", arguments->dry_run, "List the points, run a few to say how long all take, and stop");
  CLI::Option* slurm =
      parser->add_flag("--slurm", arguments->slurm, "Write an array job for sbatch, and stop")->excludes(shard);
  parser
      ->add_option("--shards", arguments->shards, "Tasks of the array job (default: one for each point, at most 1000)")
      ->check(CLI::Range(1, 1'000'000))
      ->needs(slurm);
  parser->add_flag("--partial", arguments->partial, "Write results.csv even where points failed, without them");
  parser->add_flag("--yes", arguments->yes, "Allow more than a million points");
  parser->add_flag("--quiet", arguments->quiet, "Print errors only");
  return {parser, [arguments] { return sweep(*arguments, fs::read_symlink("/proc/self/exe")); }};
}

}  // namespace loopsim::app
