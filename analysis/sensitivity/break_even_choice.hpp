// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/sensitivity/break_even.hpp"
#include "analysis/sensitivity/output_choice.hpp"

namespace loopsim::analysis {

// The case of that name; without a name the only one. Throws InputError, blaming `--case`.
std::size_t case_named(const scenarios::Scenario& scenario, const std::string& name);

// Questions as the command line writes them: a parameter of the machine, over its range, or KEY=FROM..TO for it or any
// other key that `--set` takes. Throws InputError, blaming `--break-even`, also where the output is no ratio.
std::vector<BreakEvenQuestion> break_even_questions(const std::vector<std::string>& texts,
                                                    const scenarios::Scenario& scenario, std::size_t case_index,
                                                    const OutputChoice& output);

// `settings`, but for those that `moved` sets too, and then `moved`.
std::vector<scenarios::Override> with(const std::vector<scenarios::Override>& settings,
                                      const std::vector<scenarios::Override>& moved);

// A row for each value that was tried, of all answers.
std::string break_even_csv(const std::vector<BreakEven>& answers);

}  // namespace loopsim::analysis
