// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "scenarios/layered_section.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::scenarios {

// Throws InputError unless the jobs of a case, read from `keys`, fit each variant: their range its file, and trims the
// device that is tested.
void check_fits(const models::FioJobSpec& job, LayeredSection& keys, const std::vector<Variant>& variants);

// Throws InputError unless exactly one variant is the baseline. `keys` are what the variants were read from, in the
// same order; `section` is all of them.
void check_one_baseline(const std::vector<Variant>& variants, const std::vector<LayeredSection>& keys,
                        const Value& section);

// Throws InputError unless every `against` names a variant. Arguments as for check_one_baseline().
void check_against(const std::vector<Variant>& variants, const std::vector<LayeredSection>& keys);

}  // namespace loopsim::scenarios
