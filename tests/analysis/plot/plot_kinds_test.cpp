// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/plot_kinds.hpp"

#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/plot/origin.hpp"
#include "tests/analysis/plot/odd_results.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PlotKinds : public testing::Test {
 protected:
  std::vector<std::string> kinds_of(const AnyResults& results) const {
    std::vector<std::string> names;
    for (const PlotKind& kind : plot_kinds()) {
      if (!figures_of_kind(kind, results).empty()) {
        names.emplace_back(kind.name);
      }
    }
    return names;
  }

  std::string error_of(const std::vector<std::string>& kinds, const AnyResults& results) const {
    try {
      make_figures(kinds, results);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "no error";
  }

  const scenarios::TemporaryDirectory directory_;
};

TEST_F(PlotKinds, EveryKindOfResultsCarriesItsOwn) {
  EXPECT_THAT(kinds_of(odd_result(directory_.path())),
              ElementsAre("bars", "agreement", "errors", "stages", "utilization", "latency-cdf", "latency-percentiles",
                          "time-series"));
  EXPECT_THAT(kinds_of(small_sweep()), ElementsAre("best-map", "heat-map", "lines"));
  EXPECT_THAT(kinds_of(odd_comparison()), ElementsAre("changes"));
  EXPECT_THAT(kinds_of(odd_validation()), ElementsAre("agreement", "errors"));
}

TEST_F(PlotKinds, EveryFigureIsWhole) {
  for (const AnyResults& results : all_results(directory_.path())) {
    const std::string origin = std::visit([](const auto& of) { return origin_text(of); }, results);
    std::set<std::string> names;
    for (const Figure& figure : make_figures(std::vector<std::string>(), results)) {
      SCOPED_TRACE(figure.name);
      EXPECT_TRUE(names.insert(figure.name).second) << "another figure has this name";
      EXPECT_FALSE(figure.title.empty());
      EXPECT_FALSE(figure.alt.empty());
      EXPECT_THAT(figure.script, HasSubstr("noenhanced"));
      EXPECT_THAT(figure.script, HasSubstr("set xlabel "));
      EXPECT_THAT(figure.script, HasSubstr(origin));
      ASSERT_THAT(figure.data, Not(IsEmpty()));
      for (const NamedText& data : figure.data) {
        EXPECT_THAT(figure.script, HasSubstr("'" + data.name + "'"));
        EXPECT_FALSE(data.content.empty());
      }
    }
  }
}

TEST_F(PlotKinds, NamesTheNearestOfAnUnknownKind) {
  EXPECT_THAT(error_of({"bar"}, small_sweep()), HasSubstr("no kind of plot 'bar'; did you mean 'bars'?"));
  EXPECT_EQ(error_of({"bars"}, small_sweep()), "these results carry no plot of kind 'bars'");
}

TEST_F(PlotKinds, BarsTellWhatTheyShow) {
  const std::vector<Figure> figures = make_figures({"bars"}, odd_result(directory_.path()));
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures.front().name, "bars-mix");
  EXPECT_EQ(figures.front().alt,
            "Bars of the rate of every variant, mix, in thousand IOPS: base 100.0 (published "
            "120.0), " +
                std::string(kOddLabel) + " 200.0 (2.00X) (published 240.0).");
  EXPECT_THAT(figures.front().data.front().content,
              HasSubstr("\n-0,100000.0,90000.0,110000.0,120000.0,120000.0,100.0,base\n"));
}

}  // namespace
}  // namespace loopsim::analysis
