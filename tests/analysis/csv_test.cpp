// SPDX-License-Identifier: GPL-2.0
#include "analysis/csv.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace loopsim::analysis {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string write(const Rows& rows) {
  CsvWriter csv;
  for (const auto& row : rows) {
    for (const std::string& field : row) {
      csv.field(field);
    }
    csv.end_row();
  }
  return csv.text();
}

// A reader after the grammar of RFC 4180, with LF between records.
Rows read(const std::string& text) {
  Rows rows;
  std::vector<std::string> row;
  std::string field;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        field += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',' || c == '\n') {
      row.push_back(std::exchange(field, {}));
      if (c == '\n') {
        rows.push_back(std::exchange(row, {}));
      }
    } else {
      field += c;
    }
  }
  return rows;
}

TEST(Csv, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(write({{"plain", "two words", ""}, {"a,b", "say \"x\"", "line\nbreak"}}),
            "plain,two words,\n\"a,b\",\"say \"\"x\"\"\",\"line\nbreak\"\n");
}

RC_GTEST_PROP(Csv, ReadsBackAsWritten, ()) {
  const auto field = rc::gen::container<std::string>(rc::gen::element('a', ' ', ',', '"', '\n', '\r', '\''));
  const auto rows = *rc::gen::container<Rows>(rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(field)));
  RC_ASSERT(read(write(rows)) == rows);
}

}  // namespace
}  // namespace loopsim::analysis
