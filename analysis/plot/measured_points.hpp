// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/inputs/stored_result.hpp"
#include "analysis/inputs/stored_validation.hpp"
#include "analysis/interval.hpp"

namespace loopsim::analysis {

// A measured or published rate beside the simulated one, wherever it is from. Rates are IOPS.
struct MeasuredPoint {
  std::string machine;
  std::string name;
  bool fitted = false;
  double measured = 0;
  Estimate simulated;
  double error = 0;  // simulated over measured, minus 1
};

struct MeasuredPoints {
  std::string title;   // of what
  std::string origin;  // as origin_text()
  std::vector<MeasuredPoint> points;
};

MeasuredPoints measured_points(const StoredValidation& validation);
MeasuredPoints measured_points(const StoredResult& result);

}  // namespace loopsim::analysis
