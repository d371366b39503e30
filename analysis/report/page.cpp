// SPDX-License-Identifier: GPL-2.0
#include "analysis/report/page.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "analysis/plot/plot_kinds.hpp"
#include "analysis/plot/script.hpp"
#include "analysis/report/assets.hpp"
#include "analysis/report/html.hpp"

namespace loopsim::analysis {
namespace {

constexpr int kWide = 960;                 // pixels; such a picture has no other beside it
constexpr std::size_t kMostHeadlines = 4;  // more pictures than these push the rest off the first screen

struct Section {
  std::string id;
  std::string heading;
  std::string inside;
};

std::string figure_html(const DrawnFigure& drawn) {
  const std::string svg = inline_svg(drawn);
  const std::string name = "figure-" + file_name_part(drawn.figure.name);
  if (svg.empty()) {
    return fmt::format("<figure id=\"{}\"><p>{}</p><figcaption>Not drawn: {}</figcaption></figure>\n", name,
                       html_text(drawn.figure.alt), html_text(drawn.figure.title));
  }
  return fmt::format(
      "<figure id=\"{}\"{}>\n{}\n<figcaption>Script and data: loopsim plot --kind {}</figcaption>\n</figure>\n", name,
      svg_width(drawn) > kWide ? " class=\"wide\"" : "", svg, html_text(drawn.kind));
}

std::string pictures_html(const std::vector<const DrawnFigure*>& figures) {
  std::string text;
  for (const DrawnFigure* figure : figures) {
    text += figure_html(*figure);
  }
  return text.empty() ? "" : "<div class=\"pictures\">\n" + text + "</div>\n";
}

std::vector<const DrawnFigure*> headline_of(const ReportParts& parts, const std::vector<DrawnFigure>& figures) {
  std::vector<const DrawnFigure*> chosen;
  for (const DrawnFigure& figure : figures) {
    if (figure.kind == parts.headline && chosen.size() < kMostHeadlines) {
      chosen.push_back(&figure);
    }
  }
  return chosen;
}

std::string answer_html(const ReportParts& parts, const std::vector<const DrawnFigure*>& headline) {
  std::string text;
  for (const std::string& answer : parts.answer) {
    text += "<p class=\"answer\">" + prose(answer) + "</p>\n";
  }
  const std::string pictures = pictures_html(headline);
  return text + (pictures.empty() ? "" : "<div class=\"headline\">\n" + pictures + "</div>\n");
}

// The pictures that are not with the answer, by kind.
std::string plots_html(const std::vector<DrawnFigure>& figures, const std::vector<const DrawnFigure*>& headline) {
  std::string text;
  for (const PlotKind& kind : plot_kinds()) {
    std::vector<const DrawnFigure*> of_kind;
    for (const DrawnFigure& figure : figures) {
      if (figure.kind == kind.name && std::ranges::find(headline, &figure) == headline.end()) {
        of_kind.push_back(&figure);
      }
    }
    if (!of_kind.empty()) {
      std::string heading(kind.description);
      heading.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(heading.front())));
      text += "<h3>" + html_text(heading) + "</h3>\n" + pictures_html(of_kind);
    }
  }
  return text;
}

std::string provenance_html(const ReportParts& parts) {
  HtmlTable table{.caption = "What made these results", .columns = {"what", "value"}, .rows = {}};
  for (const auto& [name, value] : parts.provenance) {
    table.rows.push_back({text_cell(name), text_cell(value)});
  }
  std::string commands;
  for (const std::string& command : parts.commands) {
    commands += html_text(command) + "\n";
  }
  return html(table) + "<h3>Commands that repeat it</h3>\n<pre>" + commands + "</pre>\n";
}

std::vector<Section> sections_of(const ReportParts& parts, const std::vector<DrawnFigure>& figures) {
  const std::vector<const DrawnFigure*> headline = headline_of(parts, figures);
  std::vector<Section> sections = {{"answer", "Answer", answer_html(parts, headline)},
                                   {"table", parts.kind == "run" ? "Variants" : "Table", parts.tables_html},
                                   {"explanation", "Why", parts.explanation_html},
                                   {"plots", "Plots", plots_html(figures, headline)},
                                   {"validation", "How far to trust it", parts.validation_html}};
  if (!parts.scenario.empty()) {
    sections.push_back({"scenario", "Scenario",
                        details(parts.kind == "sweep" ? "Base scenario, resolved" : "Resolved scenario",
                                "<pre>" + html_lines(parts.scenario) + "</pre>")});
  }
  sections.push_back({"provenance", "Provenance", provenance_html(parts)});
  std::erase_if(sections, [](const Section& section) { return section.inside.empty(); });
  return sections;
}

}  // namespace

std::string report_page(const ReportParts& parts, const std::vector<DrawnFigure>& figures) {
  const std::vector<Section> sections = sections_of(parts, figures);
  std::string links;
  std::string body;
  for (const Section& one : sections) {
    links += fmt::format("<li><a href=\"#{}\">{}</a></li>", one.id, html_text(one.heading));
    body += section(one.id, one.heading, one.inside);
  }
  const std::string question =
      parts.question.empty() ? "" : "<p class=\"question\">" + html_text(parts.question) + "</p>\n";
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n"
      "<title>{0}: loopsim {1} report</title>\n<style>\n{2}</style>\n</head>\n<body>\n"
      "<a class=\"skip\" href=\"#answer\">To the answer</a>\n"
      "<header>\n<p class=\"kind\">loopsim {1} report</p>\n<h1>{0}</h1>\n{3}"
      "<nav aria-label=\"Sections\"><ul>{4}</ul></nav>\n</header>\n<main>\n{5}</main>\n<script>\n{6}</script>\n"
      "</body>\n</html>\n",
      html_text(parts.title), html_text(parts.kind), kReportStyle, question, links, body, kReportScript);
}

}  // namespace loopsim::analysis
