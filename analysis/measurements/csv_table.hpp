// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/input_error.hpp"

namespace loopsim::analysis {

// A field of a CSV file that knows its column's name and its place. The getters convert and check it; each throws
// InputError with the column, what was expected and what was found.
class CsvField {
 public:
  CsvField(std::string text, std::string column, scenarios::Place place)
      : text_(std::move(text)), column_(std::move(column)), place_(std::move(place)) {}

  bool empty() const { return text_.empty(); }
  const std::string& text() const { return text_; }
  const scenarios::Place& place() const { return place_; }

  // Text that is there.
  std::string required() const;
  // One of `allowed`; the error names the nearest.
  std::string word(const std::vector<std::string>& allowed) const;
  int integer(int min, int max) const;
  // A finite number; one above 0; one not below 0.
  double number() const;
  double positive() const;
  double not_negative() const;

  [[noreturn]] void fail(std::string_view message) const;

 private:
  std::string text_;
  std::string column_;
  scenarios::Place place_;
};

// A CSV file (RFC 4180; LF or CRLF) whose first line names the columns. Every row has as many fields as there are
// columns.
struct CsvTable {
  std::string file;
  std::vector<std::string> columns;
  std::vector<std::vector<CsvField>> rows;

  std::optional<std::size_t> index_of(std::string_view column) const;
};

// Throws InputError: no or duplicate column names, a row of another length, a quote that does not end, a last line that
// does not end (a file cut short), bytes that are no text, or more than 64 MiB. `file` is how errors name it.
CsvTable parse_csv(std::string_view text, const std::string& file);

// The bytes of a file of at most 64 MiB. That it cannot be read is reported at `blame`: where the file is named.
std::string read_text(const std::filesystem::path& file, const scenarios::Place& blame);

}  // namespace loopsim::analysis
