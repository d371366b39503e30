// SPDX-License-Identifier: GPL-2.0
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "analysis/text_layout.hpp"
#include "analysis/validation/findings.hpp"
#include "analysis/validation/writers.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::size_t kLabelWidth = 34;

std::string line(std::string_view label, std::string_view measured, std::string_view tolerance,
                 std::string_view simulated, std::string_view interval, std::string_view error,
                 std::string_view demerit) {
  return fmt::format("{} {} {} {} {} {} {}\n", pad_right(label, kLabelWidth), pad_left(measured, 7),
                     pad_left(tolerance, 5), pad_left(simulated, 7), pad_left(interval, 5), pad_left(error, 9),
                     pad_left(demerit, 5));
}

std::string titles() {
  return line("", "meas'd", "tol.", "simul.", "95%CI", "error", "dem.") +
         line("", "kIOPS", "+-%", "kIOPS", "+-%", "%", "%");
}

std::string marked_error(const ValidatedRow& row) {
  const double error = 100 * row.error;
  return fmt::format("{}{} {}{}", error < 0 ? '-' : '+', fit_number(std::abs(error), 3, 5),
                     row.planned.fitted ? 'f' : 'p', row.within() ? ' ' : '!');
}

std::string row_text(const ValidatedRow& row) {
  const auto& interval = row.simulated.interval;
  const auto half_width = interval ? std::optional(100 * interval->half_width() / row.simulated.value) : std::nullopt;
  const auto demerit = row.demerit ? std::optional(100 * *row.demerit) : std::nullopt;
  return line(" " + row.planned.label, fit_number(row.planned.measured.iops / 1e3, 4, 7),
              fit_number(100 * row.planned.tolerance, 2, 5), fit_number(row.simulated.value / 1e3, 4, 7),
              fit_number(half_width, 2, 5), marked_error(row), fit_number(demerit, 3, 5));
}

std::string sentences_text(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) {
    text += wrap(sentence, {.first = 2, .rest = 4});
  }
  return text;
}

std::string machine_text(const ValidationReport& report, const ValidationSummary& summary) {
  std::string text;
  std::string_view heading;
  for (const ValidatedRow& row : report.rows) {
    if (row.planned.machine != summary.machine) {
      continue;
    }
    if (row.planned.heading != heading) {
      heading = row.planned.heading;
      text += wrap(fmt::format("{}: {}", summary.machine, heading)) + titles();
    }
    text += row_text(row);
  }
  const std::string_view plural = summary.rows == 1 ? "" : "s";
  text += '\n' + wrap(fmt::format("machine {}, {} row{}", summary.machine, summary.rows, plural));
  return text + sentences_text(findings(summary)) + sentences_text(wrong_signs(summary)) + '\n';
}

// One line for each row, the file named once. Names are cut at the end of the line; the CSV has them whole.
std::string left_out_rows(const std::vector<const LeftOutRow*>& rows) {
  std::string text;
  std::string_view file;
  for (const LeftOutRow* row : rows) {
    const scenarios::Place& place = row->measured.source;
    if (place.file != file) {
      file = place.file;
      text += "  " + fit(file, kTextWidth - 2) + '\n';
    }
    const std::string line = place.line == 0 ? row->name : fmt::format("{:>3} {}", place.line, row->name);
    text += "    " + fit(line, kTextWidth - 4) + '\n';
  }
  return text;
}

std::string left_out_text(const ValidationReport& report) {
  std::string text;
  for (const auto& [reason, rows] : by_reason(report.left_out)) {
    text += wrap(fmt::format("not simulated, {}: {} row{}", reason, rows.size(), rows.size() == 1 ? "" : "s"));
    text += left_out_rows(rows) + '\n';
  }
  return text;
}

}  // namespace

std::string validation_text(const ValidationReport& report) {
  std::string text = wrap(fmt::format("{}: {}", report.name, report.question)) + '\n';
  for (const ValidationSummary& machine : report.machines) {
    text += machine_text(report, machine);
  }
  if (report.machines.size() != 1) {
    text += wrap(fmt::format("all machines, {} rows", report.all.rows));
    text += sentences_text(findings(report.all)) + '\n';
  }
  text += left_out_text(report);
  for (const std::string& note : report.notes) {
    text += wrap(note);
  }
  text +=
      wrap(fmt::format("{} replication{} from seed {}; f: the machine file was fitted on the row, p: predicted, !: "
                       "outside its tolerance; tol.: spread of the measured repetitions, or what single runs are "
                       "trusted; dem.: demerit figure of latency",
                       report.replications, report.replications == 1 ? "" : "s", report.seed));
  return text;
}

}  // namespace loopsim::analysis
