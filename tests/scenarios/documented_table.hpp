// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace loopsim::scenarios {

// The cells of a row of a Markdown table; the first is a name, without its backticks.
using DocumentedRow = std::vector<std::string>;

inline std::string between(const std::string& cell, const char* around) {
  const std::size_t first = cell.find_first_not_of(around);
  const std::size_t last = cell.find_last_not_of(around);
  return first == std::string::npos ? "" : cell.substr(first, last - first + 1);
}

inline DocumentedRow row_of(const std::string& line) {
  DocumentedRow cells;
  std::istringstream stream(line.substr(1));
  for (std::string cell; std::getline(stream, cell, '|');) {
    cells.push_back(between(cell, cells.empty() ? " `" : " "));
  }
  return cells;
}

// The rows of the tables of a page whose first cell is a name in backticks, by the heading above them.
inline std::map<std::string, std::vector<DocumentedRow>> documented_tables(const std::filesystem::path& page) {
  std::ifstream stream(page);
  if (!stream) {
    throw std::runtime_error("cannot read " + page.string());
  }
  std::map<std::string, std::vector<DocumentedRow>> tables;
  std::string heading;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("## ")) {
      heading = line.substr(3);
    } else if (line.starts_with("| `")) {
      tables[heading].push_back(row_of(line));
    }
  }
  return tables;
}

}  // namespace loopsim::scenarios
