// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/gnuplot.hpp"

#include <sstream>

#include <fmt/format.h>

#include "analysis/plot/program.hpp"
#include "analysis/process_pool.hpp"
#include "analysis/sweep/durable_file.hpp"

namespace loopsim::analysis {
namespace {

void write_whole(const std::filesystem::path& file, std::string_view content) {
  DurableFile whole(file);
  whole.append(content);
  whole.commit();
}

constexpr const char* kNotInstalled = "not installed";

// gnuplot says what is wrong behind a copy of the line and a mark under it; all of it on one line.
std::string on_one_line(const std::string& text) {
  std::istringstream words(text);
  std::string line;
  for (std::string word; words >> word;) {
    line += (line.empty() ? "" : " ") + word;
  }
  return line;
}

// What keeps gnuplot from drawing; empty if nothing does.
std::string draw(const std::filesystem::path& directory, const Figure& figure, Picture picture) {
  const std::string terminal = picture == Picture::svg ? "terminal='svg'" : "terminal='png'";
  // -d: no settings of the user's own.
  const ProgramOutcome outcome = run_program({"gnuplot", "-d", "-e", terminal, figure.name + ".gp"}, directory);
  if (!outcome.found) {
    return kNotInstalled;
  }
  return outcome.exit_code == 0 ? ""
                                : fmt::format("gnuplot cannot draw {}.gp: {}", figure.name, on_one_line(outcome.error));
}

}  // namespace

void write_figures(const std::filesystem::path& directory, const std::vector<Figure>& figures) {
  std::filesystem::create_directories(directory);
  for (const Figure& figure : figures) {
    for (const NamedText& data : figure.data) {
      write_whole(directory / data.name, data.content);
    }
    write_whole(directory / (figure.name + ".gp"), figure.script);
  }
}

void draw_figures(const std::filesystem::path& directory, const std::vector<Figure>& figures,
                  std::span<const Picture> pictures, int workers) {
  std::vector<Job> jobs;
  for (const Figure& figure : figures) {
    for (const Picture picture : pictures) {
      jobs.push_back({figure.name, [&directory, &figure, picture] { return draw(directory, figure, picture); }});
    }
  }
  for (const std::string& failure : run_in_processes(jobs, {.workers = workers, .progress = {}})) {
    if (failure == kNotInstalled) {
      throw GnuplotError("gnuplot is not installed (Debian: apt-get install gnuplot-nox)");
    }
    if (!failure.empty()) {
      throw GnuplotError(failure);
    }
  }
}

std::string picture_name(const Figure& figure, Picture picture) {
  return figure.name + (picture == Picture::svg ? ".svg" : ".png");
}

}  // namespace loopsim::analysis
