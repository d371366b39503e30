// SPDX-License-Identifier: GPL-2.0
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/number_format.hpp"
#include "analysis/process_pool.hpp"
#include "analysis/trace/trace_run.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "app/settings.hpp"
#include "app/version.hpp"
#include "scenarios/cell_choice.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/units.hpp"

namespace loopsim::app {
namespace {

struct Arguments {
  std::filesystem::path file;
  std::string case_name;
  std::string variant;
  std::uint64_t commands = 1000;
  std::string from;
  std::string format = "chrome";
  std::filesystem::path out;
  std::vector<std::string> settings;
  bool quiet = false;
};

// A file beside the one that it becomes when it is whole.
class UnfinishedFile {
 public:
  explicit UnfinishedFile(std::filesystem::path target) : target_(std::move(target)), path_(target_) {
    path_ += ".unfinished";
  }
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;
  ~UnfinishedFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  void finish() const { std::filesystem::rename(path_, target_); }

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
};

using OpenFile = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

OpenFile open_for_writing(const std::filesystem::path& path) {
  OpenFile file(std::fopen(path.c_str(), "we"), &std::fclose);
  if (!file) {
    throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
  }
  return file;
}

analysis::TraceRequest request_of(const scenarios::Scenario& scenario, const Arguments& arguments) {
  const scenarios::Case& workload = scenarios::one_case(scenario, arguments.case_name);
  const scenarios::Variant& variant = scenarios::one_variant(scenario, arguments.variant);
  const bool chrome = arguments.format == "chrome";
  return {.system = scenario.system(workload, variant),
          .options = {.seed = scenario.seed, .replication = 0},
          .format = chrome ? analysis::TraceFormat::chrome : analysis::TraceFormat::blktrace_text,
          .commands = arguments.commands,
          .from = arguments.from.empty() ? workload.job.ramp_time : scenarios::parse_duration(arguments.from),
          .about = fmt::format("loopsim {}: {}, {} under {}", kVersion, scenario.name, workload.name, variant.name)};
}

std::string told(const analysis::TraceSummary& summary) {
  if (summary.commands == 0) {
    throw std::runtime_error("no command began after --from; the run is over before");
  }
  return fmt::format("{} commands from {:.6f} s to {:.6f} s, {} events; digest of the run {}\n", summary.commands,
                     static_cast<double>(summary.from) / 1e9, static_cast<double>(summary.until) / 1e9, summary.events,
                     analysis::format_digest(summary.digest));
}

// In a process of its own, so that an interruption leaves nothing half-written.
std::string simulate(const analysis::TraceRequest& request, const std::filesystem::path& file) {
  const analysis::Job job{request.about, [&] {
                            if (file.empty()) {
                              return told(analysis::trace_run(request, stdout));
                            }
                            const OpenFile out = open_for_writing(file);
                            return told(analysis::trace_run(request, out.get()));
                          }};
  return analysis::run_in_processes({job}, {.workers = 1, .progress = {}}).front();
}

// Whoever read standard output may have had enough, as `head` has: that killed the child and shall kill the parent.
void print_trace(const analysis::TraceRequest& request) {
  try {
    simulate(request, {});
  } catch (const analysis::JobError& error) {
    if (error.signal() == SIGPIPE) {
      std::raise(SIGPIPE);
    }
    throw;
  }
}

int trace(const Arguments& arguments) {
  const scenarios::Scenario scenario = scenarios::load_scenario(arguments.file, overrides_of(arguments.settings));
  const analysis::TraceRequest request = request_of(scenario, arguments);
  if (arguments.out.empty()) {
    print_trace(request);
    return kOk;
  }
  const UnfinishedFile file(arguments.out);
  open_for_writing(file.path());  // before the run, which may take its time
  const std::string summary = simulate(request, file.path());
  file.finish();
  if (!arguments.quiet) {
    print(summary);
  }
  return kOk;
}

std::string check_duration(const std::string& text) {
  try {
    scenarios::parse_duration(text);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

Command add_trace_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand(
      "trace",
      "Examples:\n"
      "  loopsim trace scenarios/seed/sparse-randwrite.yaml --variant nowait --commands 200 --out trace.json\n"
      "  loopsim trace FILE --case async --variant in-tree --from 500ms --out trace.json\n"
      "  loopsim trace FILE --variant nowait --format blktrace-text | less\n"
      "\n"
      "Writes what happens to some commands of one run: for Perfetto (ui.perfetto.dev) or chrome://tracing, or as "
      "blkparse prints it.");
  auto arguments = std::make_shared<Arguments>();
  parser->add_option("FILE", arguments->file, "Scenario (YAML)")->required();
  parser->add_option("--case", arguments->case_name, "Case to simulate; may be left out where there is one");
  parser->add_option("--variant", arguments->variant, "Variant to simulate; may be left out where there is one");
  parser->add_option("--commands", arguments->commands, "Commands to follow, until the last one is reaped")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{100'000'000}))
      ->capture_default_str();
  parser
      ->add_option("--from", arguments->from,
                   "Follow commands that begin at this time or later, such as 500ms; the end of the ramp by default")
      ->check(check_duration);
  parser->add_option("--format", arguments->format, "chrome or blktrace-text")
      ->check(CLI::IsMember({"chrome", "blktrace-text"}))
      ->capture_default_str();
  parser->add_option("--out", arguments->out, "File to write, replacing it; standard output by default");
  add_set_option(*parser, arguments->settings);
  parser->add_flag("--quiet", arguments->quiet, "Print errors only");
  return {parser, [arguments] { return trace(*arguments); }};
}

}  // namespace loopsim::app
