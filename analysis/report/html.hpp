// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loopsim::analysis {

// Pieces of a page. Everything that results say goes through html_text(); nothing else makes markup of it.

// Text of others, safe between tags and inside a quoted attribute, on one line.
std::string html_text(std::string_view text);

// The same, keeping its line breaks, for <pre>.
std::string html_lines(std::string_view text);

// html_text() for sentences: no line ends before a per cent sign.
std::string prose(std::string_view text);

// <p> around sentences.
std::string paragraph(std::string_view text);

// A cell of a table: what it shows, and the number that it sorts by where it is one.
struct HtmlCell {
  std::string text;
  double value = 0;
  bool numeric = false;
};
HtmlCell text_cell(std::string text);
// As many digits; empty for a number that does not exist, and sorted last.
HtmlCell number_cell(double value, int digits);

// A table of rows that can be sorted by any column. The first cell of a row is its header.
struct HtmlTable {
  std::string caption;
  std::vector<std::string> columns;
  std::vector<std::vector<HtmlCell>> rows;
};
std::string html(const HtmlTable& table);

// <details> with a summary; `inside` is markup.
std::string details(std::string_view summary, std::string_view inside);

// <section> with a heading of its own; `inside` is markup, `id` a name for links.
std::string section(std::string_view id, std::string_view heading, std::string_view inside);

}  // namespace loopsim::analysis
