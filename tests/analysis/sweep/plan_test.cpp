// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/plan.hpp"

#include <set>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "analysis/sweep/slurm_script.hpp"
#include "tests/analysis/sweep/sweep_files.hpp"

namespace loopsim::analysis {
namespace {

TEST(Shard, ReadsIndexAndCount) {
  EXPECT_EQ(parse_shard("3/16").index, 3);
  EXPECT_EQ(parse_shard("3/16").count, 16);
  for (const char* text : {"", "3", "0/4", "5/4", "1/0", "-1/4", "1/4/4", "1/ 4", "1/2000000"}) {
    EXPECT_THROW(parse_shard(text), std::invalid_argument) << text;
  }
}

class Plan : public testing::Test {
 protected:
  SweepPlan plan(Shard shard = {}, const std::string& version = "1.0") const {
    const scenarios::Sweep sweep = scenarios::load_sweep(files_.in("sweep.yaml"));
    scenarios::SweepScenario scenario(sweep, {});
    return plan_sweep(sweep, scenario, points_of(sweep, scenarios::kManyPoints), shard, version);
  }

  SweepFiles files_;
};

TEST_F(Plan, ShardsShareThePointsAmongThem) {
  const SweepPlan whole = plan();
  for (const int count : {2, 3, 9}) {
    std::set<std::size_t> numbers;
    for (int index = 1; index <= count; ++index) {
      const SweepPlan part = plan({index, count});
      EXPECT_EQ(part.id, whole.id);
      EXPECT_EQ(part.total, whole.points.size());
      for (const PlannedPoint& point : part.points) {
        EXPECT_TRUE(numbers.insert(point.number).second);
        EXPECT_EQ(point.id, whole.points.at(point.number).id);
      }
    }
    EXPECT_EQ(numbers.size(), whole.points.size());
  }
}

TEST_F(Plan, IsToldFromThatOfAnotherVersionOrSweep) {
  const SweepPlan first = plan();
  EXPECT_EQ(plan().id, first.id);
  EXPECT_NE(plan({}, "1.1").id, first.id);
  files_.write_axes("machine.cpus: [1, 2, 3, 4, 6]");
  const SweepPlan other = plan();
  EXPECT_NE(other.id, first.id);
  EXPECT_EQ(other.points[3].id, first.points[3].id);
  EXPECT_NE(other.points[4].id, first.points[4].id);
}

TEST(SlurmScript, IsAnArrayOfShards) {
  EXPECT_EQ(slurm_script({.name = "map",
                          .shards = 64,
                          .directory = "'/data/my map'",
                          .command = "/bin/loopsim sweep /data/map.yaml",
                          .program = "/bin/loopsim"}),
            R"(#!/bin/sh
# After the last task: /bin/loopsim merge '/data/my map'/shard-* --out '/data/my map'/merged
#SBATCH --job-name=map
#SBATCH --array=1-64
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output='/data/my map'/slurm-%a.log
task=$SLURM_ARRAY_TASK_ID
exec /bin/loopsim sweep /data/map.yaml --quiet --jobs "${SLURM_CPUS_PER_TASK:-1}" --shard "$task/64" --out '/data/my map'/"shard-$task"
)");
}

}  // namespace
}  // namespace loopsim::analysis
