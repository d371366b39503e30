// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>

#include "analysis/statistics.hpp"
#include "analysis/validation/rank_correlation.hpp"
#include "analysis/validation/validation.hpp"

namespace loopsim::analysis {
namespace {

using Rows = std::vector<const ValidatedRow*>;

Rows chosen(const Rows& rows, const std::function<bool(const ValidatedRow&)>& choice) {
  Rows result;
  std::ranges::copy_if(rows, std::back_inserter(result), [&](const ValidatedRow* row) { return choice(*row); });
  return result;
}

std::optional<ErrorSummary> errors_of(const Rows& rows) {
  if (rows.empty()) {
    return std::nullopt;
  }
  ErrorSummary summary;
  summary.rows = rows.size();
  for (const ValidatedRow* row : rows) {
    summary.mape += std::abs(row->error) / static_cast<double>(rows.size());
    summary.within += row->within() ? 1 : 0;
    if (summary.worst_row.empty() || std::abs(row->error) > std::abs(summary.worst)) {
      summary.worst = row->error;
      summary.worst_row = row->planned.name;
    }
  }
  return summary;
}

std::optional<double> ranks(const Rows& rows) {
  std::vector<double> measured;
  std::vector<double> simulated;
  for (const ValidatedRow* row : rows) {
    measured.push_back(row->planned.measured.iops);
    simulated.push_back(row->simulated.value);
  }
  return rank_correlation(measured, simulated);
}

std::optional<double> mean_demerit(const Rows& rows) {
  std::vector<double> demerits;
  for (const ValidatedRow* row : rows) {
    if (row->demerit) {
      demerits.push_back(*row->demerit);
    }
  }
  return demerits.empty() ? std::nullopt : std::optional(mean(demerits));
}

bool differ_in_policy_alone(const ValidatedRow& a, const ValidatedRow& b) {
  return a.planned.machine == b.planned.machine && a.planned.pair_key == b.planned.pair_key &&
         a.planned.measured.policy != b.planned.measured.policy;
}

void test_pair(const ValidatedRow& a, const ValidatedRow& b, SignTest& test) {
  const double measured = b.planned.measured.iops / a.planned.measured.iops - 1;
  const double simulated = b.simulated.value / a.simulated.value - 1;
  ++test.pairs;
  // Of the larger rate, so that the order of the two does not matter.
  const auto [low, high] = std::minmax(a.planned.measured.iops, b.planned.measured.iops);
  if (!(1 - low / high > std::max(a.planned.tolerance, b.planned.tolerance))) {
    return;
  }
  ++test.clear;
  if (std::abs(simulated) >= kSmallestDifference && (measured > 0) == (simulated > 0)) {
    ++test.right;
  } else {
    test.wrong.push_back({a.planned.name, b.planned.name, measured, simulated});
  }
}

SignTest test_signs(const Rows& rows) {
  SignTest test;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = i + 1; j < rows.size(); ++j) {
      const bool proves_nothing = rows[i]->planned.fitted && rows[j]->planned.fitted;
      if (!proves_nothing && differ_in_policy_alone(*rows[i], *rows[j])) {
        test_pair(*rows[i], *rows[j], test);
      }
    }
  }
  return test;
}

}  // namespace

bool ValidatedRow::within() const { return std::abs(error) <= planned.tolerance; }

std::optional<double> ValidationSummary::judged_error() const {
  if (quiet) {
    return quiet->mape;
  }
  return predicted ? std::optional(predicted->mape) : std::nullopt;
}

ValidationSummary summarize_validation(const std::string& machine, const Rows& rows) {
  const Rows predicted = chosen(rows, [](const ValidatedRow& row) { return !row.planned.fitted; });
  return {
      .machine = machine,
      .rows = rows.size(),
      .fitted = errors_of(chosen(rows, [](const ValidatedRow& row) { return row.planned.fitted; })),
      .predicted = errors_of(predicted),
      .quiet = errors_of(chosen(predicted, [](const ValidatedRow& row) { return row.quiet(); })),
      .noisy = errors_of(chosen(predicted, [](const ValidatedRow& row) { return !row.quiet(); })),
      .rank_correlation = ranks(predicted),
      .demerit = mean_demerit(predicted),
      .signs = test_signs(rows),
  };
}

}  // namespace loopsim::analysis
