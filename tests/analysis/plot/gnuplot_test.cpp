// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/gnuplot.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/measurements/csv_table.hpp"
#include "analysis/plot/plot_kinds.hpp"
#include "analysis/plot/program.hpp"
#include "tests/analysis/plot/odd_results.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::array kBoth = {Picture::svg, Picture::png};

// PATH as long as the object.
class Path {
 public:
  explicit Path(const std::string& path) : before_(std::getenv("PATH")) { ::setenv("PATH", path.c_str(), 1); }
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;
  ~Path() { ::setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class Gnuplot : public testing::Test {
 protected:
  fs::path in(const std::string& name) const { return directory_.path() / name; }

  static bool is_installed() { return run_program({"gnuplot", "--version"}, ".").found; }

  // What draw_figures() says.
  std::string error_of(const std::vector<Figure>& figures) const {
    try {
      draw_figures(in("plots"), figures, kBoth, 2);
    } catch (const GnuplotError& error) {
      return error.what();
    }
    return "no error";
  }

  const scenarios::TemporaryDirectory directory_;
};

TEST_F(Gnuplot, DrawsEveryFigureOfEveryResult) {
  if (!is_installed()) {
    GTEST_SKIP() << "there is no gnuplot";
  }
  for (const AnyResults& results : all_results(directory_.path())) {
    const std::vector<Figure> figures = make_figures(std::vector<std::string>(), results);
    write_figures(in("plots"), figures);
    ASSERT_EQ(error_of(figures), "no error");
    for (const Figure& figure : figures) {
      const std::string svg = contents(in("plots") / picture_name(figure, Picture::svg));
      EXPECT_THAT(svg, AllOf(StartsWith("<?xml"), HasSubstr("</svg>"))) << figure.name;
      EXPECT_THAT(contents(in("plots") / picture_name(figure, Picture::png)), StartsWith("\x89PNG")) << figure.name;
    }
  }
}

TEST_F(Gnuplot, LabelsComeOutAsTheyAre) {
  if (!is_installed()) {
    GTEST_SKIP() << "there is no gnuplot";
  }
  const std::vector<Figure> figures = make_figures(std::vector<std::string>(), odd_result(directory_.path()));
  write_figures(in("plots"), figures);
  ASSERT_EQ(error_of(figures), "no error");
  for (const char* name : {"bars-mix", "stages-mix", "utilization-mix", "latency-cdf-mix", "time-series-mix"}) {
    EXPECT_THAT(contents(in("plots") / (std::string(name) + ".svg")),
                HasSubstr(R"(a "b", &lt;c> &amp; 'd' 50 % x_1 {e} @f `g` ü \n $h #i</text>)"))
        << name;
  }
  const std::string data = contents(in("plots") / "bars-mix.csv");
  const CsvTable table = parse_csv(data, "bars-mix.csv");
  EXPECT_EQ(table.rows.at(1).at(table.index_of("variant").value()).text(), kOddLabel);
}

TEST_F(Gnuplot, MissingIsOneLineAndTheScriptsAreThere) {
  const std::vector<Figure> figures = make_figures({"bars"}, odd_result(directory_.path()));
  write_figures(in("plots"), figures);
  const Path path(directory_.path().string());
  EXPECT_EQ(error_of(figures), "gnuplot is not installed (Debian: apt-get install gnuplot-nox)");
  EXPECT_TRUE(fs::exists(in("plots") / "bars-mix.gp"));
  EXPECT_TRUE(fs::exists(in("plots") / "bars-mix.csv"));
}

TEST_F(Gnuplot, ABrokenScriptIsOneLine) {
  if (!is_installed()) {
    GTEST_SKIP() << "there is no gnuplot";
  }
  const Figure broken{.name = "broken", .title = "", .alt = "", .script = "set nonsense 1\n", .data = {}};
  write_figures(in("plots"), {broken});
  EXPECT_THAT(error_of({broken}),
              AllOf(StartsWith("gnuplot cannot draw broken.gp: "), HasSubstr("line 1"), Not(HasSubstr("\n"))));
}

TEST_F(Gnuplot, OtherFilesStay) {
  directory_.write("plots/mine.gp", "x");
  write_figures(in("plots"), make_figures({"bars"}, odd_result(directory_.path())));
  EXPECT_EQ(contents(in("plots") / "mine.gp"), "x");
}

}  // namespace
}  // namespace loopsim::analysis
