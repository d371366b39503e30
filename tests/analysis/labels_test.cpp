// SPDX-License-Identifier: GPL-2.0
#include "analysis/labels.hpp"

#include <gtest/gtest.h>

namespace loopsim::analysis {
namespace {

TEST(Labels, PolicyIsTheTargetWhereThereIsNoLoopDevice) {
  models::DesignSpec design;
  design.policy = "nowait-hint";
  EXPECT_EQ(policy_label(design), "nowait-hint");
  design.target = models::Target::dm_loop;
  EXPECT_EQ(policy_label(design), "dm-loop");
  design.target = models::Target::raw;
  EXPECT_EQ(policy_label(design), "raw");
  design.target = models::Target::file;
  EXPECT_EQ(policy_label(design), "file");
}

TEST(Labels, WorkloadSpeaksFio) {
  models::FioJobSpec job;
  job.rw = models::ReadWrite::randrw;
  job.ioengine = models::IoEngine::io_uring;
  job.iodepth = 16;
  job.numjobs = 12;
  job.bs = 4096;
  EXPECT_EQ(fio_label(job), "rw=randrw ioengine=io_uring iodepth=16 numjobs=12 bs=4KiB");
}

}  // namespace
}  // namespace loopsim::analysis
