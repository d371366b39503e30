// SPDX-License-Identifier: GPL-2.0
#include "tests/analysis/measurements/fake_measurement.hpp"

namespace loopsim::analysis {

Measurement fake_measurement(const std::string& policy, double iops) {
  Measurement row;
  row.source = {"fake.csv", 2, 1};
  row.kernel = "6.18-fake";
  row.era = {6, 18};
  row.sched = "other";
  row.fs = "xfs";
  row.device = "disk0";
  row.mapping = "stable";
  row.policy = policy;
  row.rw = "write";
  row.engine = "libaio";
  row.iodepth = 16;
  row.iops = row.iops_min = row.iops_max = iops;
  return row;
}

}  // namespace loopsim::analysis
