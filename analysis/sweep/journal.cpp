// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/journal.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "analysis/sweep/point_id.hpp"

namespace loopsim::analysis {
namespace {

std::optional<std::pair<std::string, double>> parse_done(const std::string& line) {
  std::istringstream words(line);
  std::string kind;
  std::string id;
  std::string number;
  std::string unit;
  std::string more;
  words >> kind >> id >> number >> unit;
  double seconds = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), seconds);
  const bool whole = kind == "done" && is_point_id(id) && error == std::errc() &&
                     end == number.data() + number.size() && unit == "s" && !(words >> more) && seconds >= 0;
  return whole ? std::optional(std::pair(id, seconds)) : std::nullopt;
}

}  // namespace

Journal::Journal(const std::filesystem::path& file) : log_(file, "another sweep") {}

void Journal::done(std::string_view id, double seconds) { log_.append(fmt::format("done {} {:.6f} s", id, seconds)); }

void Journal::failed(std::string_view id, std::string_view reason) {
  std::string line = fmt::format("failed {} {} .", id, reason);
  std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  log_.append(std::move(line));
}

std::map<std::string, double> recorded_seconds(const std::filesystem::path& journal) {
  std::map<std::string, double> seconds;
  std::ifstream stream(journal, std::ios::binary);
  for (std::string line; std::getline(stream, line);) {
    if (const auto done = parse_done(line)) {
      seconds[done->first] = done->second;
    }
  }
  return seconds;
}

}  // namespace loopsim::analysis
