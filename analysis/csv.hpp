// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>

namespace loopsim::analysis {

// Builds a CSV text as RFC 4180 has it, except that lines end with LF, as Unix tools expect. A field that holds a
// comma, a quote or a line break is quoted.
class CsvWriter {
 public:
  void field(std::string_view text);
  void end_row();

  const std::string& text() const { return text_; }

 private:
  std::string text_;
  bool row_started_ = false;
};

}  // namespace loopsim::analysis
