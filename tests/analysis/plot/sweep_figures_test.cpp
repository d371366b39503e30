// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/plot/heat_map.hpp"
#include "analysis/plot/sweep_grid.hpp"
#include "analysis/plot/sweep_lines.hpp"
#include "analysis/plot/sweep_scatter.hpp"
#include "tests/analysis/plot/odd_results.hpp"

namespace loopsim::analysis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// One more axis, whose value follows from the others.
StoredSweep with_axis(const std::string& key, const std::function<std::string(const SweepRow&)>& value) {
  StoredSweep sweep = small_sweep();
  sweep.axes.push_back(key);
  for (SweepRow& row : sweep.rows) {
    row.at.push_back(value(row));
  }
  return sweep;
}

TEST(AxisNumber, ReadsNumbersAndDurations) {
  EXPECT_EQ(axis_number("0.25"), 0.25);
  EXPECT_EQ(axis_number("1500ns"), 1500.0);
  EXPECT_EQ(axis_number("10us"), 10e3);
  EXPECT_EQ(axis_number("exponential(15us)"), std::nullopt);
}

TEST(SweepGrid, FindsAxesBaselineAndRows) {
  const StoredSweep sweep = small_sweep();
  const SweepGrid grid(sweep);
  ASSERT_THAT(grid.axes(), SizeIs(2));
  EXPECT_EQ(grid.axes()[0].label, "iodepth, commands of a job");
  EXPECT_THAT(grid.axes()[0].values, ElementsAre("1", "4", "16"));
  EXPECT_EQ(grid.baseline(), "base");
  EXPECT_THAT(grid.variants(), ElementsAre("base", "new", "other"));
  ASSERT_NE(grid.at("new", {2, 1}), nullptr);
  EXPECT_EQ(grid.at("new", {2, 1})->ratio->value, 4);
  EXPECT_EQ(grid.at("none", {2, 1}), nullptr);
  EXPECT_TRUE(grid.is_filled());
}

TEST(SweepGrid, PutsNumbersInOrderAndKernelsAsTheyCome) {
  StoredSweep sweep = small_sweep();
  std::ranges::reverse(sweep.rows);
  EXPECT_THAT(SweepGrid(sweep).axes()[0].values, ElementsAre("1", "4", "16"));
  const std::vector<std::string> versions = {"6.9", "6.14", "7.0"};
  const StoredSweep kernels =
      with_axis("variants.*.kernel", [&](const SweepRow& row) { return versions.at(row.point / 2); });
  EXPECT_THAT(SweepGrid(kernels).axes(), SizeIs(2)) << "moves with iodepth";
}

TEST(SweepGrid, CountsAxesThatMoveTogetherOnce) {
  const StoredSweep paired = with_axis("devices.d.units", [](const SweepRow& row) { return row.at[0] + "0"; });
  EXPECT_THAT(SweepGrid(paired).axes(), SizeIs(2));
  const StoredSweep constant = with_axis("machine.hz", [](const SweepRow&) { return "250"; });
  EXPECT_THAT(SweepGrid(constant).axes(), SizeIs(2));
}

TEST(HeatMap, ShowsRatiosAndDrawsTheBreakEven) {
  const std::vector<Figure> figures = heat_maps(small_sweep());
  ASSERT_THAT(figures, SizeIs(2));
  EXPECT_EQ(figures[0].name, "heat-map-new");
  EXPECT_THAT(figures[0].alt, HasSubstr("Above 1 in 2 and below 1 in 2 of 6 places, from 0.25 to 4.00."));
  EXPECT_THAT(figures[0].data[0].content, HasSubstr("\n0,0,0.25,"));
  EXPECT_THAT(figures[0].data[0].content, HasSubstr("\n2,1,4,"));
  // Between iodepth 1 and 4, for both numbers of jobs; 1.005 is 1.00 and no gain.
  EXPECT_THAT(figures[0].data[1].content, testing::EndsWith("NaN,NaN,0,0\n0.5,-0.5,0,1\n0.5,0.5,0,1\n"));
  EXPECT_THAT(figures[1].data[1].content, testing::EndsWith("NaN,NaN,0,0\n"));
}

TEST(BestMap, NamesTheBestByALetter) {
  const std::vector<Figure> figures = best_maps(small_sweep());
  ASSERT_THAT(figures, SizeIs(1));
  EXPECT_THAT(figures[0].title, HasSubstr("N new, O other"));
  EXPECT_THAT(figures[0].data[0].content, HasSubstr(",N 4.00\n"));
  EXPECT_THAT(figures[0].data[0].content, HasSubstr(",· 1.00\n"));
}

TEST(HeatMap, LeavesOutWhatHasNoPoint) {
  StoredSweep sweep = small_sweep();
  std::erase_if(sweep.rows, [](const SweepRow& row) { return row.at[0] == "16" && row.at[1] == "4"; });
  EXPECT_THAT(heat_maps(sweep)[0].data[0].content, HasSubstr("\n2,1,NaN,0,\n"));
}

TEST(SweepLines, HaveABlockForEachPanelAndVariant) {
  const std::vector<Figure> figures = sweep_lines(small_sweep());
  ASSERT_THAT(figures, SizeIs(1));
  EXPECT_THAT(figures[0].data[0].content,
              HasSubstr("# numjobs = 4: new\n# x,iops,ci_low,ci_high\n1,25000.0,24750.0,25250.0\n4,100000.0"));
  EXPECT_THAT(figures[0].script, HasSubstr("set logscale x"));
  EXPECT_THAT(figures[0].script, HasSubstr("set xlabel 'iodepth, commands of a job (log scale)'"));
}

TEST(Sample, IsScatteredAndNotMapped) {
  StoredSweep sweep = small_sweep();
  for (SweepRow& row : sweep.rows) {
    row.at = {std::to_string(100 + row.point), std::to_string(900 - std::min<std::size_t>(row.point, 4))};
  }
  EXPECT_THAT(heat_maps(sweep), IsEmpty());
  EXPECT_THAT(sweep_lines(sweep), IsEmpty());
  const std::vector<Figure> figures = sweep_scatter(sweep);
  ASSERT_THAT(figures, SizeIs(2));
  EXPECT_EQ(figures[0].name, "scatter-iodepth");
  EXPECT_THAT(figures[0].data[0].content, HasSubstr("# new\n# x,ratio\n100,0.25\n101,0.25\n102,1\n"));
  EXPECT_THAT(sweep_scatter(small_sweep()), IsEmpty());
}

}  // namespace
}  // namespace loopsim::analysis
