// SPDX-License-Identifier: GPL-2.0
#include <cmath>
#include <regex>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/plot/heat_map.hpp"
#include "analysis/plot/plot_kinds.hpp"
#include "analysis/plot/program.hpp"
#include "analysis/report/assets.hpp"
#include "analysis/report/html.hpp"
#include "analysis/report/page.hpp"
#include "tests/analysis/plot/odd_results.hpp"
#include "tests/analysis/report/html_page.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kEscaped = "a &quot;b&quot;, &lt;c&gt; &amp; &#39;d&#39; 50 % x_1 {e} @f `g` ü \\n $h #i";

class ReportPage : public testing::Test {
 protected:
  // Drawn where there is gnuplot.
  static std::string page_of(const AnyResults& results) {
    std::vector<DrawnFigure> figures;
    for (const PlotKind& kind : plot_kinds()) {
      for (const Figure& figure : figures_of_kind(kind, results)) {
        figures.push_back({.figure = figure, .kind = std::string(kind.name), .svg = ""});
      }
    }
    if (run_program({"gnuplot", "--version"}, ".").found) {
      draw(figures, 2);
    }
    return report_page(std::visit([](const auto& of) { return report_parts(of); }, results), figures);
  }

  const scenarios::TemporaryDirectory directory_;
};

TEST(StructureErrors, AreFound) {
  EXPECT_THAT(structure_errors("<html><body><h1>a</h1><h3>b</h3></body></html>"),
              ElementsAre("no language", "h3 after h1"));
  EXPECT_THAT(structure_errors("<html lang=\"en\"><p>a</html>"), ElementsAre("</html> closes p"));
  EXPECT_THAT(structure_errors("<svg><path/></svg>"), ElementsAre("a picture without role, label or title"));
  EXPECT_THAT(structure_errors("<p id=\"a\"></p><p id='a'></p><a href=\"#b\"></a>"),
              ElementsAre("id a twice", "nobody has the id b"));
  EXPECT_THAT(structure_errors("<img src=\"http://x/y.png\"><th>a</th>"),
              ElementsAre("loads http://x/y.png", "a th without scope"));
}

TEST(Contrast, IsThatOfTheGuidelines) {
  EXPECT_NEAR(contrast("#000", "#ffffff"), 21, 1e-9);
  EXPECT_NEAR(contrast("#777777", "#ffffff"), 4.48, 0.01);
}

TEST_F(ReportPage, IsWellBuiltForAllResults) {
  for (const AnyResults& results : all_results(directory_.path())) {
    EXPECT_THAT(structure_errors(page_of(results)), IsEmpty()) << results.index();
  }
}

TEST_F(ReportPage, LabelsComeOutAsTheyAre) {
  for (const AnyResults& results : all_results(directory_.path())) {
    const std::string page = page_of(results);
    EXPECT_THAT(page, AllOf(HasSubstr(kEscaped), Not(HasSubstr("<c>")))) << results.index();
  }
}

TEST_F(ReportPage, SaysWhatTheMachineWasFittedOn) {
  const std::string page = page_of(odd_result(directory_.path()));
  EXPECT_THAT(page, HasSubstr("Machine file m&lt;1&gt;. A &amp; B"));
  EXPECT_THAT(page, HasSubstr("It was fitted on 1 row: P1."));
  EXPECT_THAT(page, HasSubstr("1 predicted row: mean absolute error 17&nbsp;%"));
  EXPECT_THAT(page, HasSubstr("<td>a &lt;guess&gt;</td>"));
}

TEST_F(ReportPage, AnswersASweepInTwoSentences) {
  const ReportParts parts = report_parts(small_sweep());
  EXPECT_THAT(
      parts.answer,
      ElementsAre("Of 6 places, new is the best policy at 2, and none beats base by more than 2 % at 4; the most "
                  "is 4.00X base by new at iodepth = 16, numjobs = 1. other is behind new by more than 2 % at 2, "
                  "at worst 0.25X at iodepth = 16, numjobs = 1; new loses to base at 2, at worst 0.25X at "
                  "iodepth = 1, numjobs = 1."));
}

TEST_F(ReportPage, AnswersAValidation) {
  EXPECT_THAT(report_parts(odd_validation()).answer.front(),
              AllOf(HasSubstr("1 predicted row comes out with a mean absolute error of 10 %"),
                    HasSubstr("Of 3 policy differences that are larger than their spread, 2 have the right sign")));
}

TEST_F(ReportPage, HasTheSameBytesEachTime) {
  const AnyResults results = odd_result(directory_.path());
  EXPECT_EQ(page_of(results), page_of(results));
}

TEST_F(ReportPage, WithoutPicturesItSaysWhatTheyWouldShow) {
  const StoredSweep sweep = small_sweep();
  const std::string page =
      report_page(report_parts(sweep), {{.figure = heat_maps(sweep).front(), .kind = "heat-map", .svg = ""}});
  EXPECT_THAT(page, HasSubstr("Not drawn: "));
  EXPECT_THAT(structure_errors(page), IsEmpty());
}

// Text and links against what may be behind them.
TEST(ReportStyle, HasContrastAA) {
  const std::string style(kReportStyle);
  const auto color = [&](const std::string& name) {
    std::smatch match;
    EXPECT_TRUE(std::regex_search(style, match, std::regex("--" + name + ": (#[0-9a-f]+);"))) << name;
    return match[1].str();
  };
  for (const char* text : {"ink", "soft", "link"}) {
    for (const std::string& background : {std::string("#ffffff"), color("band")}) {
      EXPECT_GE(contrast(color(text), background), 4.5) << text << " on " << background;
    }
  }
}

TEST(InlineSvg, HasIdsOfItsOwn) {
  const DrawnFigure drawn{
      .figure = {.name = "x", .title = "T<", .alt = "A&", .script = "", .data = {}},
      .kind = "bars",
      .svg =
          "<?xml version=\"1.0\"?>\n<svg \n width=\"10\" viewBox=\"0 0 10 20\">\n<title>Gnuplot</title>\n"
          "<desc>Produced by GNUPLOT 5.4</desc><g id=\"gnuplot_plot_1\"><title>gnuplot_plot_1</title>"
          "<use xlink:href='#gpPt1' id='gpPt2'/><path fill='url(#gpPat1)'/></g></svg>\n"};
  const std::string svg = inline_svg(drawn);
  EXPECT_THAT(svg, testing::StartsWith("<svg viewBox=\"0 0 10 20\""));
  EXPECT_THAT(svg, HasSubstr("<title id=\"fig-x-title\">T&lt;</title>\n<desc id=\"fig-x-desc\">A&amp;</desc>"));
  EXPECT_THAT(svg, HasSubstr("<use xlink:href='#fig-x-gpPt1' id='fig-x-gpPt2'/><path fill='url(#fig-x-gpPat1)'/>"));
  EXPECT_THAT(svg, Not(AllOf(HasSubstr("Gnuplot"), HasSubstr("<title>gnuplot_plot_1"))));
}

TEST(InlineSvg, IsEmptyWithoutADrawing) { EXPECT_EQ(inline_svg({.figure = {}, .kind = "bars", .svg = ""}), ""); }

TEST(HtmlTable, SortsByNumbersAndNamesItsRows) {
  const std::string text = html(
      HtmlTable{.caption = "C<",
                .columns = {"a", "b"},
                .rows = {{text_cell("x"), number_cell(1234.5, 3)}, {text_cell("y"), number_cell(std::nan(""), 3)}}});
  EXPECT_THAT(text, HasSubstr("<caption>C&lt;</caption>"));
  EXPECT_THAT(text, HasSubstr("<th scope=\"row\">x</th><td class=\"number\" data-value=\"1234.5\">1234</td>"));
  EXPECT_THAT(text, HasSubstr("<th scope=\"row\">y</th><td class=\"number\"></td>"));
}

TEST(HtmlText, IsSafeWhereverItStands) {
  EXPECT_EQ(html_text("<a b=\"c\" d='e'>&\n\xff"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp; ?");
  EXPECT_EQ(html_lines("a\n<b>"), "a\n&lt;b&gt;\n");
  EXPECT_EQ(paragraph("5 % of"), "<p>5&nbsp;% of</p>\n");
}

}  // namespace
}  // namespace loopsim::analysis
