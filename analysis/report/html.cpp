// SPDX-License-Identifier: GPL-2.0
#include "analysis/report/html.hpp"

#include <cmath>

#include <fmt/format.h>

#include "analysis/printable_text.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr std::size_t kNumberWidth = 10;
constexpr std::size_t kLongText = 44;  // is broken into lines

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string classes_of(const HtmlCell& cell) {
  if (cell.numeric) {
    return " class=\"number\"";
  }
  return characters(cell.text) > kLongText ? " class=\"long\"" : "";
}

// The first cell is the header of its row.
std::string cell_html(const HtmlCell& cell, bool first) {
  const bool known = cell.numeric && std::isfinite(cell.value);
  const std::string value = known ? fmt::format(" data-value=\"{:.9g}\"", cell.value) : "";
  const std::string tag = first ? "th" : "td";
  return fmt::format("<{}{}{}{}>{}</{}>", tag, first ? " scope=\"row\"" : "", classes_of(cell), value,
                     html_text(cell.text), tag);
}

}  // namespace

std::string html_text(std::string_view text) { return escaped(printable(text)); }

std::string html_lines(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines += html_text(text.substr(0, end)) + "\n";
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string prose(std::string_view text) {
  std::string words = html_text(text);
  // A number stays with its sign.
  for (std::size_t at = words.find(" %"); at != std::string::npos; at = words.find(" %", at)) {
    words.replace(at, 1, "&nbsp;");
  }
  return words;
}

std::string paragraph(std::string_view text) { return "<p>" + prose(text) + "</p>\n"; }

HtmlCell text_cell(std::string text) { return {.text = std::move(text)}; }

HtmlCell number_cell(double value, int digits) {
  return {.text = std::isfinite(value) ? fit_number(value, digits, kNumberWidth) : "", .value = value, .numeric = true};
}

std::string html(const HtmlTable& table) {
  std::string text = fmt::format(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
      "aria-label=\"{}\">\n<table>\n<caption>{}</caption>\n<thead><tr>",
      html_text(table.caption), html_text(table.caption));
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool numeric = !table.rows.empty() && table.rows.front()[i].numeric;
    text += fmt::format("<th scope=\"col\"{}>{}</th>", numeric ? " class=\"number\"" : "", html_text(table.columns[i]));
  }
  text += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    text += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += cell_html(row[i], i == 0);
    }
    text += "</tr>\n";
  }
  return text + "</tbody>\n</table>\n</div>\n";
}

std::string details(std::string_view summary, std::string_view inside) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", html_text(summary), inside);
}

std::string section(std::string_view id, std::string_view heading, std::string_view inside) {
  return fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-heading\">\n<h2 id=\"{0}-heading\">{1}</h2>\n{2}</section>\n", id,
      html_text(heading), inside);
}

}  // namespace loopsim::analysis
