// SPDX-License-Identifier: GPL-2.0
#include "analysis/report/drawn_figure.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "analysis/plot/gnuplot.hpp"
#include "analysis/plot/script.hpp"
#include "analysis/report/html.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

// A directory of the system's that goes with the scope.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = (fs::temp_directory_path() / "loopsim-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), "cannot create a temporary directory");
    }
    path_ = name;
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Width and height, if this is a drawing.
std::optional<std::pair<int, int>> size_of(const std::string& svg) {
  static const std::regex kView("viewBox=\"0 0 ([0-9]+) ([0-9]+)\"");
  std::smatch view;
  return std::regex_search(svg, view, kView) ? std::optional(std::pair(std::stoi(view[1]), std::stoi(view[2])))
                                             : std::nullopt;
}

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

void draw(std::vector<DrawnFigure>& figures, int workers) {
  const ScratchDirectory directory;
  std::vector<Figure> all;
  all.reserve(figures.size());
  for (const DrawnFigure& drawn : figures) {
    all.push_back(drawn.figure);
  }
  write_figures(directory.path(), all);
  draw_figures(directory.path(), all, std::array{Picture::svg}, workers);
  for (DrawnFigure& drawn : figures) {
    drawn.svg = contents(directory.path() / picture_name(drawn.figure, Picture::svg));
  }
}

int svg_width(const DrawnFigure& drawn) {
  const auto size = size_of(drawn.svg);
  return size ? size->first : 0;
}

std::string inline_svg(const DrawnFigure& drawn) {
  static const std::regex kOwnWords("<title>(Gnuplot|gnuplot_plot_[0-9a-z]*)</title>|<desc>Produced by[^<]*</desc>");
  // Nobody refers to these, and plots of one picture share them.
  static const std::regex kPlotIds(R"( id="gnuplot_[^"]*")");
  static const std::regex kNames("(id=['\"]|href='#|url\\(#)(gp|textbox|greybox)");
  const std::string& svg = drawn.svg;
  const auto size = size_of(svg);
  const std::size_t start = svg.find("<svg");
  const std::size_t inside = start == std::string::npos ? start : svg.find('>', start);
  if (inside == std::string::npos || !size) {
    return "";
  }
  const std::string id = "fig-" + file_name_part(drawn.figure.name);
  std::string body = std::regex_replace(svg.substr(inside + 1), kOwnWords, "");
  body = std::regex_replace(body, kPlotIds, "");
  body = std::regex_replace(body, kNames, "$1" + id + "-$2");
  return fmt::format(
      "<svg viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" aria-labelledby=\"{2}-title {2}-desc\" "
      "xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n"
      "<title id=\"{2}-title\">{3}</title>\n<desc id=\"{2}-desc\">{4}</desc>{5}",
      size->first, size->second, id, html_text(drawn.figure.title), html_text(drawn.figure.alt), body);
}

}  // namespace loopsim::analysis
