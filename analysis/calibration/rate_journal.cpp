// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/rate_journal.hpp"

#include <charconv>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "analysis/sweep/point_id.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::string_view kEnd = " iops";  // so that a number that was cut short is no number

std::optional<std::pair<std::string, double>> parse_line(const std::string& line) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string::npos || !line.ends_with(kEnd) || !is_point_id(std::string_view(line).substr(0, blank))) {
    return std::nullopt;
  }
  double iops = 0;
  const char* const end = line.data() + line.size() - kEnd.size();
  const auto [rest, error] = std::from_chars(line.data() + blank + 1, end, iops);
  const bool whole = error == std::errc() && rest == end && iops >= 0;
  return whole ? std::optional(std::pair(line.substr(0, blank), iops)) : std::nullopt;
}

}  // namespace

RateJournal::RateJournal(const std::filesystem::path& file) {
  log_.emplace(file, "another calibration");
  std::ifstream stream(file, std::ios::binary);
  for (std::string line; std::getline(stream, line);) {
    if (const auto rate = parse_line(line)) {
      rates_.insert(*rate);
    }
  }
}

std::optional<double> RateJournal::find(const std::string& id) const {
  const auto found = rates_.find(id);
  return found == rates_.end() ? std::nullopt : std::optional(found->second);
}

void RateJournal::add(const std::string& id, double iops) {
  rates_[id] = iops;
  if (log_) {
    // The shortest text that gives the same number back.
    log_->append(fmt::format("{} {}{}", id, iops, kEnd));
  }
}

}  // namespace loopsim::analysis
