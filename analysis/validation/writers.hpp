// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

#include "analysis/outputs/provenance.hpp"
#include "analysis/validation/validation.hpp"

namespace loopsim::analysis {

// A validation as texts. All but the JSON's provenance depend on the table, the files it names, the seed and the
// program version alone.

// For people: at most kTextWidth wide.
std::string validation_text(const ValidationReport& report);

// One row for each measured row, those that were not simulated last, with the reason.
std::string validation_csv(const ValidationReport& report);

std::string validation_json(const ValidationReport& report, const Provenance& provenance);

// For docs/: the same tables as the text, in Markdown.
std::string validation_markdown(const ValidationReport& report);

// For gnuplot: a block for each machine (`index`), columns measured, simulated, measured_low, measured_high (from the
// tolerance) and fitted (0 or 1).
std::string validation_plot_data(const ValidationReport& report);

}  // namespace loopsim::analysis
