// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/csv_table.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/scenarios/input_error_text.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::input_error_text;

std::string error_of(const std::string& text) {
  return input_error_text([&] { parse_csv(text, "t.csv"); });
}

TEST(CsvTable, KeepsColumnsFieldsAndPlaces) {
  const CsvTable table = parse_csv("a,b\n1,\"x, \"\"y\"\"\"\n\"two\nlines\",\n3,z\n", "t.csv");
  EXPECT_EQ(table.columns, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[0][1].text(), "x, \"y\"");
  EXPECT_EQ(table.rows[0][1].place().line, 2);
  EXPECT_EQ(table.rows[0][1].place().column, 3);
  EXPECT_EQ(table.rows[1][0].text(), "two\nlines");
  EXPECT_TRUE(table.rows[1][1].empty());
  EXPECT_EQ(table.rows[2][1].place().line, 5);
  EXPECT_EQ(table.index_of("b"), 1U);
  EXPECT_EQ(table.index_of("c"), std::nullopt);
}

TEST(CsvTable, TakesLinesThatEndAsOnWindows) {
  const CsvTable table = parse_csv("a,b\r\n1,2\r\n", "t.csv");
  EXPECT_EQ(table.columns, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(table.rows[0][1].text(), "2");
}

TEST(CsvTable, RefusesWhatIsNoTable) {
  const std::map<std::string, std::string> errors = {
      {"", "t.csv: expected a line of column names, found an empty file"},
      {"a,,b\n", "t.csv:1:3: a column without a name"},
      {"a,b,a\n", "t.csv:1:5: column 'a' is there twice"},
      {"a,b\n1,2\n3\n4,5\n", "t.csv:3:1: expected 2 fields as the first line has, got 1"},
      {"a,b\n1,2,3\n4,5\n", "t.csv:2:5: expected 2 fields as the first line has, got 3"},
      {"a,b\n1,2\n3\n", "t.csv:3:1: expected 2 fields as the first line has, got 1; the file may be cut short"},
      {"a,b\n1,2", "t.csv:2:4: the last line does not end; the file may be cut short (if it is whole, add a line end)"},
      {"a,b\n1,\"2\n", "t.csv:2:3: this quote does not end; the file may be cut short"},
      {"a,b\n1,\"2\"x\n", "t.csv:2:6: expected a comma or the end of the line, got 'x'"},
      {"a,b\n1,2\"\n", "t.csv:2:3: a quote inside a field that does not start with one"},
      {std::string("a,b\n1,\0\n", 8), "t.csv:2:1: expected UTF-8 text without control characters"},
  };
  for (const auto& [text, error] : errors) {
    EXPECT_EQ(error_of(text), error);
  }
}

TEST(CsvTable, RefusesFilesThatCannotBeRead) {
  const scenarios::TemporaryDirectory directory;
  const auto read = [&](const std::string& name) {
    return input_error_text([&] { read_text(directory.path() / name, {"table.yaml", 3, 5}); });
  };
  EXPECT_EQ(read("none.csv"), "table.yaml:3:5: cannot read '" + (directory.path() / "none.csv").string() + "'");
  EXPECT_EQ(read(""), "table.yaml:3:5: '" + (directory.path() / "").string() + "' is a directory");
}

TEST(CsvField, SaysWhatWasExpected) {
  const auto field = [](const std::string& text) { return CsvField(text, "iops", {"t.csv", 2, 7}); };
  EXPECT_EQ(field("5.5").positive(), 5.5);
  EXPECT_EQ(field("0").not_negative(), 0);
  EXPECT_EQ(field("12").integer(1, 12), 12);
  EXPECT_EQ(input_error_text([&] { static_cast<void>(field("-5").positive()); }),
            "t.csv:2:7: iops: expected a number above 0, got '-5'");
  EXPECT_EQ(input_error_text([&] { static_cast<void>(field("0").positive()); }),
            "t.csv:2:7: iops: expected a number above 0, got '0'");
  EXPECT_EQ(input_error_text([&] { static_cast<void>(field("nan").positive()); }),
            "t.csv:2:7: iops: expected a number, got 'nan'");
  EXPECT_EQ(input_error_text([&] { static_cast<void>(field("-1").not_negative()); }),
            "t.csv:2:7: iops: expected a number not below 0, got '-1'");
  EXPECT_EQ(input_error_text([&] { static_cast<void>(field("13").integer(1, 12)); }),
            "t.csv:2:7: iops: expected an integer from 1 to 12, got '13'");
  EXPECT_EQ(input_error_text([&] { static_cast<void>(field("1.5").integer(1, 12)); }),
            "t.csv:2:7: iops: expected an integer from 1 to 12, got '1.5'");
  EXPECT_EQ(input_error_text([&] { static_cast<void>(field("").required()); }),
            "t.csv:2:7: iops: expected text, got nothing");
  EXPECT_EQ(input_error_text([&] { static_cast<void>(field("loup").word({"loop", "file"})); }),
            "t.csv:2:7: iops: unknown value 'loup'; did you mean 'loop'? (allowed: file, loop)");
}

// Whatever the bytes, the reader ends with a table or an InputError.
RC_GTEST_PROP(CsvTable, SurvivesAnyText, (const std::string& text)) {
  static_cast<void>(error_of(text));
  RC_SUCCEED("it ended");
}

// A file cut anywhere but between two lines is refused.
RC_GTEST_PROP(CsvTable, RefusesACutLine, ()) {
  const std::string whole = "kernel,iops\n6.18,1234.5\n\"6.18, with a\nbreak\",99\n";
  const auto end = *rc::gen::inRange<std::size_t>(1, whole.size());
  const bool between_lines = end == 12 || end == 24;
  RC_ASSERT((error_of(whole.substr(0, end)) == "no error") == between_lines);
}

}  // namespace
}  // namespace loopsim::analysis
