// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/findings.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace loopsim::analysis {
namespace {

std::string error_sentence(std::string_view rows, const ErrorSummary& errors) {
  return fmt::format("{}: {}, mean absolute error {:.1f} %, worst {} % ({}), {} of {} within tolerance", rows,
                     errors.rows, 100 * errors.mape, percent_text(errors.worst), errors.worst_row, errors.within,
                     errors.rows);
}

}  // namespace

std::string percent_text(double ratio) { return fmt::format("{:+.1f}", 100 * ratio); }

std::string place_text(const scenarios::Place& place) {
  return place.line == 0 ? place.file : fmt::format("{}:{}", place.file, place.line);
}

std::vector<std::string> findings(const ValidationSummary& summary) {
  std::vector<std::string> sentences;
  if (summary.predicted) {
    sentences.push_back(error_sentence("predicted", *summary.predicted));
  } else {
    sentences.emplace_back("predicted: none, so nothing is validated");
  }
  if (summary.quiet && summary.noisy) {
    sentences.push_back(error_sentence("predicted, spread under 10 %", *summary.quiet));
    sentences.push_back(error_sentence("predicted, spread from 10 % or single runs", *summary.noisy));
  }
  if (summary.fitted) {
    sentences.push_back(error_sentence("fitted", *summary.fitted));
  }
  if (summary.demerit) {
    sentences.push_back(
        fmt::format("demerit figure of latency, mean over predicted rows: {:.1f} %", 100 * *summary.demerit));
  }
  if (summary.rank_correlation) {
    sentences.push_back(
        fmt::format("rank correlation (Spearman) of predicted rows: {:.3f}", *summary.rank_correlation));
  }
  const SignTest& signs = summary.signs;
  if (signs.pairs > 0) {
    sentences.push_back(
        fmt::format("policies: {} pairs differ in policy alone, {} of them by more than their tolerance; {} of these "
                    "with the right "
                    "sign",
                    signs.pairs, signs.clear, signs.right));
  }
  return sentences;
}

std::vector<std::string> wrong_signs(const ValidationSummary& summary) {
  std::vector<std::string> sentences;
  sentences.reserve(summary.signs.wrong.size());
  for (const WrongSign& wrong : summary.signs.wrong) {
    sentences.push_back(fmt::format("wrong sign: {} against {}: measured {} %, simulated {} %", wrong.b, wrong.a,
                                    percent_text(wrong.measured), percent_text(wrong.simulated)));
  }
  return sentences;
}

std::vector<std::pair<std::string, std::vector<const LeftOutRow*>>> by_reason(const std::vector<LeftOutRow>& rows) {
  std::vector<std::pair<std::string, std::vector<const LeftOutRow*>>> reasons;
  for (const LeftOutRow& row : rows) {
    auto found = std::ranges::find_if(reasons, [&](const auto& reason) { return reason.first == row.reason; });
    if (found == reasons.end()) {
      found = reasons.insert(reasons.end(), {row.reason, {}});
    }
    found->second.push_back(&row);
  }
  return reasons;
}

}  // namespace loopsim::analysis
