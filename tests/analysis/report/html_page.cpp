// SPDX-License-Identifier: GPL-2.0
#include "tests/analysis/report/html_page.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <sstream>

namespace loopsim::analysis {
namespace {

constexpr std::array<std::string_view, 6> kVoid = {"!doctype", "meta", "link", "br", "hr", "img"};

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::tolower(c); });
  return result;
}

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t'; }

// A tag from its `<` on.
HtmlTag parse_tag(std::string_view page, std::size_t at) {
  HtmlTag tag;
  ++at;
  while (!is_blank(page[at]) && page[at] != '>' && (page[at] != '/' || tag.name.empty())) {
    tag.name += page[at++];
  }
  tag.name = lower(tag.name);
  at = page.find_first_not_of(" \n\t", at);
  while (page[at] != '>') {
    std::string name;
    while (page[at] != '=' && page[at] != '>' && !is_blank(page[at])) {
      name += page[at++];
    }
    at = page.find_first_not_of(" \n\t", at);
    if (page[at] == '=') {
      at = page.find_first_not_of(" \n\t", at + 1);
      const char quote = page[at];
      const std::size_t end = page.find(quote, at + 1);
      tag.attributes[name] = page.substr(at + 1, end - at - 1);
      at = end + 1;
    } else {
      tag.attributes.emplace(name, "");
    }
    at = page.find_first_not_of(" \n\t", at);
  }
  tag.end = at + 1;
  return tag;
}

double luminance(std::string_view color) {
  std::string digits(color.substr(1));
  if (digits.size() == 3) {
    digits = {digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]};
  }
  double sum = 0;
  constexpr std::array kWeights = {0.2126, 0.7152, 0.0722};
  for (std::size_t i = 0; i < 3; ++i) {
    const double part = std::stoi(digits.substr(2 * i, 2), nullptr, 16) / 255.0;
    sum += kWeights[i] * (part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

}  // namespace

std::vector<HtmlTag> tags_of(std::string_view page) {
  std::vector<HtmlTag> tags;
  for (std::size_t at = page.find('<'); at != std::string_view::npos; at = page.find('<', at)) {
    if (page.substr(at, 4) == "<!--") {
      at = page.find("-->", at);
      continue;
    }
    tags.push_back(parse_tag(page, at));
    at = tags.back().end;
    if (tags.back().name == "style" || tags.back().name == "script") {
      at = page.find("</" + tags.back().name + ">", at);
    }
  }
  return tags;
}

std::vector<std::string> structure_errors(std::string_view page) {
  std::vector<std::string> errors;
  std::vector<std::string> open;
  std::set<std::string> ids;
  std::vector<std::string> named;
  int level = 0;
  const std::vector<HtmlTag> tags = tags_of(page);
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const HtmlTag& tag = tags[i];
    const auto attribute = [&](const char* name) {
      const auto found = tag.attributes.find(name);
      return found == tag.attributes.end() ? std::string() : found->second;
    };
    const bool closed = tag.attributes.contains("/");
    if (tag.name.starts_with('/')) {
      if (open.empty() || open.back() != tag.name.substr(1)) {
        errors.push_back("<" + tag.name + "> closes " + (open.empty() ? "nothing" : open.back()));
        return errors;
      }
      open.pop_back();
      continue;
    }
    if (!closed && std::ranges::find(kVoid, tag.name) == kVoid.end()) {
      open.push_back(tag.name);
    }
    if (tag.name == "html" && attribute("lang").empty()) {
      errors.emplace_back("no language");
    }
    if (tag.name.size() == 2 && tag.name[0] == 'h' && tag.name[1] >= '1' && tag.name[1] <= '6') {
      const int next = tag.name[1] - '0';
      if (next > level + 1) {
        errors.push_back(tag.name + " after h" + std::to_string(level));
      }
      level = next;
    }
    if (tag.name == "svg" &&
        (attribute("role") != "img" || attribute("aria-labelledby").empty() || tags[i + 1].name != "title")) {
      errors.emplace_back("a picture without role, label or title");
    }
    if (tag.name == "th" && attribute("scope").empty()) {
      errors.emplace_back("a th without scope");
    }
    if (const std::string id = attribute("id"); !id.empty() && !ids.insert(id).second) {
      errors.push_back("id " + id + " twice");
    }
    std::istringstream labels(attribute("aria-labelledby"));
    for (std::string label; labels >> label;) {
      named.push_back(label);
    }
    for (const char* name : {"href", "xlink:href", "src"}) {
      if (const std::string target = attribute(name);
          !target.empty() && !target.starts_with('#') && target != "data:,") {
        errors.push_back("loads " + target);
      } else if (target.starts_with('#')) {
        named.push_back(target.substr(1));
      }
    }
  }
  for (const std::string& id : named) {
    if (!ids.contains(id)) {
      errors.push_back("nobody has the id " + id);
    }
  }
  if (!open.empty()) {
    errors.push_back("not closed: " + open.back());
  }
  return errors;
}

double contrast(std::string_view a, std::string_view b) {
  const double bright = std::max(luminance(a), luminance(b));
  const double dark = std::min(luminance(a), luminance(b));
  return (bright + 0.05) / (dark + 0.05);
}

}  // namespace loopsim::analysis
