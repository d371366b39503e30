// SPDX-License-Identifier: GPL-2.0
#include "analysis/csv.hpp"

namespace loopsim::analysis {

void CsvWriter::field(std::string_view text) {
  if (row_started_) {
    text_ += ',';
  }
  row_started_ = true;
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    text_ += text;
    return;
  }
  text_ += '"';
  for (const char c : text) {
    if (c == '"') {
      text_ += '"';
    }
    text_ += c;
  }
  text_ += '"';
}

void CsvWriter::end_row() {
  text_ += '\n';
  row_started_ = false;
}

}  // namespace loopsim::analysis
