// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "analysis/calibration/calibration_rows.hpp"
#include "analysis/calibration/simulated_rates.hpp"
#include "analysis/interval.hpp"
#include "analysis/tunable.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::analysis {

// A parameter that was moved.
struct FittedParameter {
  Tunable tunable;
  double value = 0;
  Interval interval;    // 95 %, inside the range
  std::string start;    // the closed form that the fit started from; empty for the base's value
  bool at_end = false;  // of its range: the rows would have it go on
  bool wide = false;    // the interval is nearly the range: the rows hardly say where in it
};

// A parameter that was asked for, or might have been, and is left as the base has it.
struct LeftParameter {
  Tunable tunable;
  double deviation = 0;  // of its estimate, in parts of its range; infinite where no row sees it
  std::string like;      // the fitted parameter that the rows cannot tell it from; empty where they hardly see it
};

// A row of the machine beside its simulation before and after.
struct CalibratedRow {
  std::string name;
  double measured = 0;  // IOPS
  double tolerance = 0;
  double before = 0;  // simulated on the base
  double after = 0;
  bool fitted = false;

  double error() const { return after / measured - 1; }
  double error_before() const { return before / measured - 1; }
};

// One of several starts, and where it ended.
struct StartEnd {
  std::string from;
  double cost_at_start = 0;
  std::optional<double> cost_screened;  // none where every start was fitted in full from the first step
  std::optional<double> cost;           // none where the screening was the end
  std::size_t parameters = 0;           // that were fitted
  bool as_good = false;                 // as the best, for all that the rows say; the best is, too
};

// What the starts that were fitted make of a parameter.
struct ParameterOfStarts {
  Tunable tunable;
  std::vector<double> values;
  bool undecided = false;  // far apart where starts end as good as the best
};

// A fitted machine and how well it is known.
struct Calibration {
  std::string base;  // name of the machine that it started from
  std::vector<FittedParameter> fitted;
  std::vector<LeftParameter> left;
  bool asked = false;           // the parameters were named, not chosen
  Eigen::MatrixXd correlation;  // of the fitted parameters' estimates, in their order
  double condition = 1;         // of the Jacobian, parameters in parts of their ranges
  double cost_before = 0;       // sum of squared residuals in standard deviations
  double cost_after = 0;
  bool base_as_good = false;  // as the fit, for all that the rows say
  int steps = 0;
  bool converged = false;
  std::vector<StartEnd> starts;             // none with a single start
  std::vector<ParameterOfStarts> compared;  // that some start fitted
  std::vector<CalibratedRow> rows;          // fitted ones first
  std::vector<std::string> notes;
};

// Mean of |error| over the fitted rows or over the others; 0 without any.
double mean_absolute_error(const Calibration& calibration, bool fitted);

// A row is known no better than this part of its rate, since the model is not: without it a row whose repetitions agree
// by chance would outweigh all others.
inline constexpr double kModelDeviation = 0.03;

// The standard deviation with which a row is weighed: half its tolerance, and the model's.
double deviation_of(const CalibrationRow& row);

// Parameters that a fit may move when none are named: uncertain_tunables() of the devices under `rows`.
std::vector<Tunable> default_tunables(const scenarios::Machine& machine, const std::vector<CalibrationRow>& rows);

struct CalibrationRequest {
  scenarios::Machine machine;
  std::vector<Tunable> tunables;
  bool asked = false;  // by the user, who wants to know about each of them
  CalibrationRows rows;
  int starts = 1;
};

// Fits: chooses the parameters that the rows identify (identifiability.hpp), starts from closed forms where they are
// nearer than the base, minimises (least_squares.hpp), chooses again at the optimum and fits again where that is
// another set; does so from more starts (start_search.hpp) where those are asked for, and takes the lowest end; and
// simulates the machine's other rows. Without any identified parameter `fitted` is empty. The result
// does not depend on the number of jobs, nor on what the journal held. Throws JobError and Interrupted.
Calibration calibrate(const CalibrationRequest& request, const RateOptions& options, RateJournal& journal);

}  // namespace loopsim::analysis
