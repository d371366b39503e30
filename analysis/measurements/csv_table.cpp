// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/csv_table.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "analysis/measurements/integer_text.hpp"
#include "scenarios/close_match.hpp"
#include "scenarios/names.hpp"
#include "scenarios/units.hpp"
#include "scenarios/utf8.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::in_quotes;
using scenarios::InputError;
using scenarios::Place;

constexpr std::size_t kLargestTable = std::size_t{64} << 20;

struct RawField {
  std::string text;
  Place place;
};

// Reads one record after the other, each field with its place.
class CsvScanner {
 public:
  CsvScanner(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  bool at_end() const { return at_ == text_.size(); }
  Place here() const { return {file_, line_, static_cast<int>(at_ - line_start_) + 1}; }

  std::vector<RawField> record() {
    std::vector<RawField> fields;
    do {
      const Place place = here();
      fields.push_back({peek() == '"' ? quoted(place) : plain(), place});
    } while (take(','));
    end_line();
    return fields;
  }

 private:
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  bool take(char c) {
    const bool found = !at_end() && text_[at_] == c;
    at_ += found ? 1 : 0;
    return found;
  }

  std::string plain() {
    const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    const std::string field(text_.substr(at_, end - at_));
    if (field.find('"') != std::string::npos) {
      throw InputError(here(), "a quote inside a field that does not start with one");
    }
    at_ = end;
    return field;
  }

  std::string quoted(const Place& start) {
    std::string field;
    ++at_;
    while (true) {
      if (at_end()) {
        throw InputError(start, "this quote does not end; the file may be cut short");
      }
      const char c = text_[at_++];
      if (c == '"' && !take('"')) {
        return field;
      }
      field += c;
      if (c == '\n') {
        ++line_;
        line_start_ = at_;
      }
    }
  }

  void end_line() {
    take('\r');
    if (at_end()) {
      throw InputError(here(),
                       "the last line does not end; the file may be cut short (if it is whole, add a line end)");
    }
    if (!take('\n')) {
      throw InputError(here(),
                       fmt::format("expected a comma or the end of the line, got {}", in_quotes(text_.substr(at_, 1))));
    }
    ++line_;
    line_start_ = at_;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
};

std::vector<std::string> read_header(CsvScanner& scanner) {
  std::vector<std::string> columns;
  for (RawField& field : scanner.record()) {
    if (field.text.empty()) {
      throw InputError(field.place, "a column without a name");
    }
    if (scenarios::contains(columns, field.text)) {
      throw InputError(field.place, fmt::format("column {} is there twice", in_quotes(field.text)));
    }
    columns.push_back(std::move(field.text));
  }
  return columns;
}

void check_length(const std::vector<RawField>& fields, const std::vector<std::string>& columns, bool last) {
  if (fields.size() != columns.size()) {
    throw InputError({fields.front().place.file, fields.front().place.line, fields.back().place.column},
                     fmt::format("expected {} fields as the first line has, got {}{}", columns.size(), fields.size(),
                                 last ? "; the file may be cut short" : ""));
  }
}

}  // namespace

void CsvField::fail(std::string_view message) const {
  throw InputError(place_, fmt::format("{}: {}", column_, message));
}

std::string CsvField::required() const {
  if (text_.empty()) {
    fail("expected text, got nothing");
  }
  return text_;
}

std::string CsvField::word(const std::vector<std::string>& allowed) const {
  if (!scenarios::contains(allowed, text_)) {
    fail(fmt::format("unknown value {}{}", in_quotes(text_), scenarios::allowed_names(text_, allowed)));
  }
  return text_;
}

int CsvField::integer(int min, int max) const {
  if (const auto value = integer_between(text_, min, max)) {
    return *value;
  }
  fail(fmt::format("expected an integer from {} to {}, got {}", min, max, in_quotes(text_)));
}

double CsvField::number() const {
  try {
    return scenarios::parse_number(text_);
  } catch (const std::invalid_argument&) {
    fail(fmt::format("expected a number, got {}", in_quotes(text_)));
  }
}

double CsvField::positive() const {
  const double value = number();
  if (!(value > 0)) {
    fail(fmt::format("expected a number above 0, got {}", in_quotes(text_)));
  }
  return value;
}

double CsvField::not_negative() const {
  const double value = number();
  if (!(value >= 0)) {
    fail(fmt::format("expected a number not below 0, got {}", in_quotes(text_)));
  }
  return value;
}

std::optional<std::size_t> CsvTable::index_of(std::string_view column) const {
  const auto found = std::ranges::find(columns, column);
  return found == columns.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - columns.begin()));
}

CsvTable parse_csv(std::string_view text, const std::string& file) {
  if (text.empty()) {
    throw InputError({file, 0, 0}, "expected a line of column names, found an empty file");
  }
  if (const auto offset = scenarios::first_unprintable(text)) {
    const auto line = 1 + std::ranges::count(text.substr(0, *offset), '\n');
    throw InputError({file, static_cast<int>(line), 1}, "expected UTF-8 text without control characters");
  }
  CsvScanner scanner(text, file);
  CsvTable table{file, read_header(scanner), {}};
  while (!scanner.at_end()) {
    const std::vector<RawField> fields = scanner.record();
    check_length(fields, table.columns, scanner.at_end());
    std::vector<CsvField>& row = table.rows.emplace_back();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      row.emplace_back(fields[i].text, table.columns[i], fields[i].place);
    }
  }
  return table;
}

std::string read_text(const std::filesystem::path& file, const Place& blame) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    throw InputError(blame, fmt::format("{} is a directory", in_quotes(file.string())));
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw InputError(blame, fmt::format("cannot read {}", in_quotes(file.string())));
  }
  if (const auto size = std::filesystem::file_size(file, error); !error && size > kLargestTable) {
    throw InputError(blame,
                     fmt::format("{} has more than {}", in_quotes(file.string()), scenarios::size_text(kLargestTable)));
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace loopsim::analysis
