// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/cross_validation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "analysis/text_layout.hpp"
#include "sim/random.hpp"

namespace loopsim::analysis {
namespace {

std::string kind_of(const Measurement& row) {
  return fmt::format("{} {} {} {} {}", row.target, row.policy, row.mapping, row.fs, row.device);
}

CalibrationRequest request_for(const CalibrationRequest& request, const std::vector<const CalibrationRow*>& rows,
                               const std::vector<std::size_t>& part) {
  CalibrationRequest fold{request.machine, request.tunables, request.asked, {}, request.starts};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool fitted = std::ranges::find(part, i) != part.end();
    (fitted ? fold.rows.fitted : fold.rows.others).push_back(*rows[i]);
  }
  return fold;
}

Split split_of(const Calibration& calibration) {
  Split split;
  split.parameters = calibration.fitted.size();
  split.fitted_error = mean_absolute_error(calibration, true);
  split.predicted_error = mean_absolute_error(calibration, false);
  for (const CalibratedRow& row : calibration.rows) {
    ++(row.fitted ? split.fitted_rows : split.predicted_rows);
    if (!row.fitted && std::abs(row.error()) > std::abs(split.worst)) {
      split.worst = row.error();
      split.worst_row = row.name;
    }
  }
  return split;
}

}  // namespace

std::vector<std::vector<std::size_t>> deal(const std::vector<const CalibrationRow*>& rows, int parts,
                                           std::uint64_t seed) {
  if (parts < 2 || rows.size() < static_cast<std::size_t>(parts)) {
    throw std::invalid_argument(fmt::format("{} rows cannot be dealt into {} parts", rows.size(), parts));
  }
  std::map<std::string, std::vector<std::size_t>> kinds;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    kinds[kind_of(rows[i]->measured)].push_back(i);
  }
  std::vector<std::vector<std::size_t>> dealt(static_cast<std::size_t>(parts));
  sim::Random random = sim::stream(seed, 0, "cross validation", 0);
  std::size_t next = 0;
  for (auto& [kind, indices] : kinds) {
    for (std::size_t i = indices.size(); i > 1; --i) {
      std::swap(indices[i - 1], indices[random.below(i)]);
    }
    for (const std::size_t index : indices) {
      dealt[next++ % dealt.size()].push_back(index);
    }
  }
  return dealt;
}

std::vector<Split> cross_validate(const CalibrationRequest& request, int parts, const RateOptions& options,
                                  RateJournal& journal) {
  std::vector<const CalibrationRow*> rows;
  for (const auto* const some : {&request.rows.fitted, &request.rows.others}) {
    for (const CalibrationRow& row : *some) {
      rows.push_back(&row);
    }
  }
  std::vector<Split> splits;
  for (const std::vector<std::size_t>& part : deal(rows, parts, options.seed)) {
    splits.push_back(split_of(calibrate(request_for(request, rows, part), options, journal)));
  }
  return splits;
}

std::string splits_text(const std::vector<Split>& splits) {
  std::string text = " split  fitted  error  predicted  error   worst  parameters\n";
  double sum = 0;
  for (std::size_t i = 0; i < splits.size(); ++i) {
    const Split& split = splits[i];
    text += fmt::format(" {:>5} {:>7} {:>5.1f}% {:>10} {:>5.1f}% {:>+6.0f}% {:>11}\n", i + 1, split.fitted_rows,
                        100 * split.fitted_error, split.predicted_rows, 100 * split.predicted_error, 100 * split.worst,
                        split.parameters);
    sum += split.predicted_error;
  }
  return text + wrap(fmt::format("Mean absolute error of predicted rows over {} splits: {:.1f} %.", splits.size(),
                                 100 * sum / static_cast<double>(splits.size())));
}

}  // namespace loopsim::analysis
