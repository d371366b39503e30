// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/scenario.hpp"

namespace loopsim::analysis {

// One parameter of a machine file that may be moved within its range, or several that move by the same factor. A place
// in the range is a fraction of the way from its low end to its high end, by logarithms, so that halving and doubling
// are steps of one size; a range from 0 is stretched so that its lowest hundredth is walked evenly. Values are in
// nanoseconds or whole counts; those of a group are its first part's.
class Tunable {
 public:
  // A parameter by the key that `--set` knows it by, costs.NAME or devices.NAME.KEY.
  struct Part {
    std::string key;
    std::string value;  // as written in the machine file
    double now = 0;
    double low = 0;
    double high = 0;
    bool whole = false;  // a count
  };

  // At least one part; the group's range is where all parts are in theirs.
  explicit Tunable(std::vector<Part> parts);

  // Keys joined by `+`.
  const std::string& name() const { return name_; }
  const std::vector<Part>& parts() const { return parts_; }

  double low() const { return low_; }
  double high() const { return high_; }
  double now() const { return parts_.front().now; }
  bool whole() const { return parts_.front().whole; }

  // The value at a fraction of the way, clamped to [0, 1], not rounded; and the way back.
  double at(double fraction) const;
  double fraction_of(double value) const;

  // What `--set` would be given to put every part there, rounded to whole nanoseconds or counts inside the range.
  std::vector<scenarios::Override> settings(double value) const;

  // The machine with every part there; `machine` is the one that the parts were taken from.
  scenarios::Machine applied(const scenarios::Machine& machine, double value) const;

  // A value with its unit.
  std::string text(double value) const;

 private:
  double part_value(const Part& part, double value) const;

  std::vector<Part> parts_;
  std::string name_;
  double low_ = 0;
  double high_ = 0;
  double stretch_ = 0;  // added to values before their logarithm is taken
};

// The parameter of the machine that `name` says: one key, of a cost its name alone, or several keys joined by `+`.
// Throws InputError, blaming `option`: a key that the machine does not have (with the nearest), a parameter without a
// range or whose range is one value, a group without a range in common.
Tunable tunable_of(const scenarios::Machine& machine, std::string_view name, const std::string& option);

// Throws InputError, blaming `option`, where two of them would move the same parameter.
void require_distinct(const std::vector<Tunable>& tunables, const std::string& option);

// All parameters of the machine that have a range to move in: every cost, and what there is of its devices.
std::vector<Tunable> tunables_of(const scenarios::Machine& machine);

// Those of its costs that are estimates, not constants of the kernel's source, and those of some devices.
std::vector<Tunable> uncertain_tunables(const scenarios::Machine& machine, const std::vector<std::string>& devices);

}  // namespace loopsim::analysis
