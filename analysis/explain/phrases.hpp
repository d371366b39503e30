// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/interval.hpp"

namespace loopsim::analysis {

// Numbers and lists as sentences have them.

// "41 %"; a share that is not quite all or nothing is not rounded to that.
std::string per_cent(double fraction);
// "6.7 us", "1.35 ms": three significant digits.
std::string duration(double nanoseconds);
// "141.9 k IOPS".
std::string rate(double iops);
// "4.44 times", or "12 % less than" and "5 % more than" where that reads better; of `what`.
std::string multiple(double ratio, const std::string& what);
// " (95 % interval 4.410 to 4.470)", of the ratio, or nothing.
std::string with_interval(const Estimate& ratio);
// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& items);
// With a capital letter in front.
std::string sentence(std::string text);

}  // namespace loopsim::analysis
