// SPDX-License-Identifier: GPL-2.0
#include "scenarios/close_match.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace loopsim::scenarios {
namespace {

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return result;
}

std::size_t difference(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Rows of the classic table: two back, one back, and the one being filled.
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::optional<std::string> close_match(std::string_view name, const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    const std::size_t limit = (std::max(name.size(), candidate.size()) + 2) / 3;
    if (difference(name.size(), candidate.size()) > limit) {
      continue;
    }
    const std::size_t distance = edit_distance(lower_case(name), lower_case(candidate));
    if (distance <= limit && (!best || distance < best_distance)) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string allowed_names(std::string_view name, std::vector<std::string> candidates) {
  std::ranges::sort(candidates);
  const std::string list = fmt::format("(allowed: {})", fmt::join(candidates, ", "));
  if (const auto match = close_match(name, candidates)) {
    return fmt::format("; did you mean '{}'? {}", *match, list);
  }
  return " " + list;
}

}  // namespace loopsim::scenarios
