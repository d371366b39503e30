// SPDX-License-Identifier: GPL-2.0
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/inputs/any_results.hpp"
#include "analysis/plot/gnuplot.hpp"
#include "analysis/plot/plot_kinds.hpp"
#include "analysis/report/page.hpp"
#include "analysis/sweep/durable_file.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "app/settings.hpp"

namespace loopsim::app {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  fs::path results;
  fs::path out;
  int jobs = default_jobs();
  bool quiet = false;
};

std::vector<analysis::DrawnFigure> figures_of(const analysis::AnyResults& results) {
  std::vector<analysis::DrawnFigure> figures;
  for (const analysis::PlotKind& kind : analysis::plot_kinds()) {
    for (analysis::Figure& figure : analysis::figures_of_kind(kind, results)) {
      figures.push_back({.figure = std::move(figure), .kind = std::string(kind.name), .svg = ""});
    }
  }
  return figures;
}

void write(const fs::path& file, const std::string& page) {
  if (file.has_parent_path()) {
    fs::create_directories(file.parent_path());
  }
  analysis::DurableFile whole(file);
  whole.append(page);
  whole.commit();
}

// Without gnuplot there is still the text.
int report(const Arguments& arguments) {
  const analysis::AnyResults results = analysis::read_any_results(arguments.results);
  std::vector<analysis::DrawnFigure> figures = figures_of(results);
  std::string failure;
  try {
    analysis::draw(figures, arguments.jobs);
  } catch (const analysis::GnuplotError& error) {
    failure = error.what();
  }
  const analysis::ReportParts parts = std::visit([](const auto& of) { return analysis::report_parts(of); }, results);
  write(arguments.out, analysis::report_page(parts, figures));
  if (!failure.empty()) {
    print_error(fmt::format("loopsim: {}; {} is without pictures", failure, arguments.out.string()));
    return kRunFailed;
  }
  if (!arguments.quiet) {
    print(arguments.out.string() + "\n");
  }
  return kOk;
}

}  // namespace

Command add_report_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("report",
                                            "Examples:\n"
                                            "  loopsim report results/nvme-12jobs --out report.html\n"
                                            "  loopsim report results/policy-map --out map.html\n"
                                            "\n"
                                            "Makes one HTML page of results: question, answer, tables, plots, how far "
                                            "to trust it, and how to repeat it.");
  auto arguments = std::make_shared<Arguments>();
  parser
      ->add_option("RESULTS", arguments->results,
                   "Directory that run, sweep, merge, compare or validate left, or JSON of compare")
      ->required();
  parser->add_option("--out", arguments->out, "The page to write (HTML)")->required();
  add_jobs_option(*parser, arguments->jobs, "Pictures to draw at a time");
  parser->add_flag("--quiet", arguments->quiet, "Print errors only");
  return {parser, [arguments] { return report(*arguments); }};
}

}  // namespace loopsim::app
