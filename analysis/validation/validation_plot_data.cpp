// SPDX-License-Identifier: GPL-2.0
#include <fmt/format.h>

#include "analysis/validation/writers.hpp"

namespace loopsim::analysis {

std::string validation_plot_data(const ValidationReport& report) {
  std::string text = "# measured simulated measured_low measured_high fitted, in IOPS\n";
  bool first = true;
  for (const ValidationSummary& machine : report.machines) {
    text += fmt::format("{}# {}\n", first ? "" : "\n\n", machine.machine);
    first = false;
    for (const ValidatedRow& row : report.rows) {
      if (row.planned.machine == machine.machine) {
        const double measured = row.planned.measured.iops;
        const double slack = measured * row.planned.tolerance;
        text += fmt::format("{:.1f} {:.1f} {:.1f} {:.1f} {}\n", measured, row.simulated.value, measured - slack,
                            measured + slack, row.planned.fitted ? 1 : 0);
      }
    }
  }
  return text;
}

}  // namespace loopsim::analysis
