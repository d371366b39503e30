// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace loopsim::analysis {

// A tag of a page: `<h2 id="x">` or `</h2>`.
struct HtmlTag {
  std::string name;  // with a slash before it where it closes
  std::map<std::string, std::string> attributes;
  std::size_t end = 0;  // offset of what follows it
};

// The tags of a page in their order, but for those inside style and script.
std::vector<HtmlTag> tags_of(std::string_view page);

// What is wrong with the structure of a page, a line each: tags that do not close in order, headings that skip a level,
// pictures without title and description, heads of tables without scope, no language, an id that is there twice or that
// a label names and nobody has, anything that would be loaded from elsewhere.
std::vector<std::string> structure_errors(std::string_view page);

// Ratio of the luminances of two colours, #rgb or #rrggbb, as WCAG 2 defines it: 1 to 21.
double contrast(std::string_view a, std::string_view b);

}  // namespace loopsim::analysis
