// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/telling_names.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <string_view>

namespace loopsim::analysis {
namespace {

struct Part {
  std::string separator;  // before it
  std::string text;
};

using Parts = std::vector<Part>;

Parts parts_of(std::string_view name) {
  Parts parts;
  std::string separator;
  while (true) {
    const std::size_t slash = name.find('/');
    const std::size_t semicolon = name.find("; ");
    const std::size_t end = std::min(slash, semicolon);
    parts.push_back({separator, std::string(name.substr(0, end))});
    if (end == std::string_view::npos) {
      return parts;
    }
    separator = end == slash ? "/" : "; ";
    name.remove_prefix(end + separator.size());
  }
}

bool has(const Parts& parts, const std::string& text) {
  return std::ranges::find(parts, text, &Part::text) != parts.end();
}

std::string joined(const Parts& parts) {
  std::string name;
  for (const Part& part : parts) {
    name += name.empty() ? part.text : part.separator + part.text;
  }
  return name;
}

std::vector<std::string> joined(const std::vector<Parts>& rows) {
  std::vector<std::string> names;
  names.reserve(rows.size());
  for (const Parts& parts : rows) {
    names.push_back(joined(parts));
  }
  return names;
}

std::size_t distinct(const std::vector<std::string>& names) {
  return std::set<std::string>(names.begin(), names.end()).size();
}

// Of a condition, which may be long.
bool is_condition(const Part& part) { return part.separator == "; " || part.text.find(' ') != std::string::npos; }

// Takes a part out of every row, if every row keeps a name and as many rows can be told apart as before.
void leave_out(const std::string& text, std::vector<Parts>& rows) {
  std::vector<Parts> rest = rows;
  for (Parts& parts : rest) {
    std::erase_if(parts, [&](const Part& part) { return part.text == text; });
  }
  const bool named = std::ranges::none_of(rest, &Parts::empty);
  if (named && distinct(joined(rest)) == distinct(joined(rows))) {
    rows = std::move(rest);
  }
}

// Takes conditions out of a row, the longest first, until it has at most that many characters, as far as no other row
// is called like that.
void shorten(Parts& parts, std::size_t most, std::set<std::string>& taken) {
  std::vector<std::string> conditions;
  for (const Part& part : parts) {
    if (is_condition(part)) {
      conditions.push_back(part.text);
    }
  }
  std::ranges::stable_sort(conditions, std::ranges::greater{}, &std::string::size);
  for (const std::string& condition : conditions) {
    if (joined(parts).size() <= most) {
      return;
    }
    Parts rest = parts;
    std::erase_if(rest, [&](const Part& part) { return part.text == condition; });
    if (!rest.empty() && taken.insert(joined(rest)).second) {
      parts = std::move(rest);
    }
  }
}

}  // namespace

std::vector<std::string> telling_names(const std::vector<std::string>& names, std::size_t most) {
  if (names.size() < 2) {
    return names;
  }
  std::vector<Parts> rows;
  rows.reserve(names.size());
  for (const std::string& name : names) {
    rows.push_back(parts_of(name));
  }
  const Parts first = rows.front();
  for (const Part& part : first) {
    if (std::ranges::all_of(rows, [&](const Parts& parts) { return has(parts, part.text); })) {
      leave_out(part.text, rows);
    }
  }
  const std::vector<std::string> whole = joined(rows);
  std::set<std::string> taken(whole.begin(), whole.end());
  for (Parts& parts : rows) {
    shorten(parts, most, taken);
  }
  return joined(rows);
}

}  // namespace loopsim::analysis
