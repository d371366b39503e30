// SPDX-License-Identifier: GPL-2.0
#include <array>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/inputs/any_results.hpp"
#include "analysis/outputs/result_directory.hpp"
#include "analysis/plot/gnuplot.hpp"
#include "analysis/plot/plot_kinds.hpp"
#include "app/command.hpp"
#include "app/exit_codes.hpp"
#include "app/print.hpp"
#include "app/settings.hpp"

namespace loopsim::app {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  fs::path results;
  std::vector<std::string> kinds;
  fs::path out;
  int jobs = default_jobs();
  bool quiet = false;
};

constexpr std::array kPictures = {analysis::Picture::svg, analysis::Picture::png};

fs::path directory_of(const Arguments& arguments) {
  if (!arguments.out.empty()) {
    return arguments.out;
  }
  return (fs::is_directory(arguments.results) ? arguments.results : arguments.results.parent_path()) /
         analysis::kPlotsName;
}

int plot(const Arguments& arguments) {
  const analysis::AnyResults results = analysis::read_any_results(arguments.results);
  std::vector<analysis::Figure> figures;
  try {
    figures = analysis::make_figures(arguments.kinds, results);
  } catch (const std::invalid_argument& error) {
    print_error(fmt::format("loopsim: {}", error.what()));
    return kUsage;
  }
  const fs::path directory = directory_of(arguments);
  analysis::write_figures(directory, figures);
  try {
    analysis::draw_figures(directory, figures, kPictures, arguments.jobs);
  } catch (const analysis::GnuplotError& error) {
    print_error(fmt::format("loopsim: {}; data and scripts are in {}", error.what(), directory.string()));
    return kRunFailed;
  }
  if (!arguments.quiet) {
    for (const analysis::Figure& figure : figures) {
      print((directory / picture_name(figure, analysis::Picture::svg)).string() + "\n");
    }
  }
  return kOk;
}

std::string kinds_text() {
  std::string text;
  for (const analysis::PlotKind& kind : analysis::plot_kinds()) {
    text += fmt::format("\n  {:<20} {}", kind.name, kind.description);
  }
  return text;
}

}  // namespace

Command add_plot_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("plot",
                                            "Examples:\n"
                                            "  loopsim plot results/nvme-12jobs\n"
                                            "  loopsim plot results/policy-map --kind best-map --out pictures\n"
                                            "\n"
                                            "Draws results as SVG and PNG with gnuplot. Scripts and data stay beside "
                                            "the pictures, to be edited and run again.");
  parser->footer("Kinds of plots:" + kinds_text());
  auto arguments = std::make_shared<Arguments>();
  parser
      ->add_option("RESULTS", arguments->results,
                   "Directory that run, sweep, merge, compare or validate left, or JSON of compare")
      ->required();
  parser->add_option("--kind", arguments->kinds, "Kinds of plots, as in bars,stages (default: all that there can be)")
      ->delimiter(',')
      ->allow_extra_args(false);
  parser->add_option("--out", arguments->out, "Directory for the pictures (default: RESULTS/plots)");
  add_jobs_option(*parser, arguments->jobs, "Pictures at a time");
  parser->add_flag("--quiet", arguments->quiet, "Print errors only");
  return {parser, [arguments] { return plot(*arguments); }};
}

}  // namespace loopsim::app
