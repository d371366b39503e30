// SPDX-License-Identifier: GPL-2.0
#include "tests/analysis/report/html_page.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <sstream>
#include <utility>

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

// What structure_errors() knows of a page while it goes through the tags.
class Structure {
 public:
  // False where nothing that follows means anything.
  bool takes(const HtmlTag& tag, const HtmlTag* following) {
    if (tag.name.starts_with('/')) {
      return closes(tag.name.substr(1));
    }
    if (!tag.attributes.contains("/") && std::ranges::find(kVoid, tag.name) == kVoid.end()) {
      open_.push_back(tag.name);
    }
    check_heading(tag);
    check_names(tag, following);
    note_ids(tag);
    check_targets(tag);
    return true;
  }

  std::vector<std::string> errors_at_the_end() {
    for (const std::string& id : named_) {
      if (!ids_.contains(id)) {
        errors_.push_back("nobody has the id " + id);
      }
    }
    if (!open_.empty()) {
      errors_.push_back("not closed: " + open_.back());
    }
    return std::move(errors_);
  }
  std::vector<std::string> errors() { return std::move(errors_); }

 private:
  static std::string attribute(const HtmlTag& tag, const char* name) {
    const auto found = tag.attributes.find(name);
    return found == tag.attributes.end() ? std::string() : found->second;
  }

  bool closes(const std::string& name) {
    if (open_.empty() || open_.back() != name) {
      errors_.push_back("</" + name + "> closes " + (open_.empty() ? "nothing" : open_.back()));
      return false;
    }
    open_.pop_back();
    return true;
  }

  void check_heading(const HtmlTag& tag) {
    if (tag.name.size() != 2 || tag.name[0] != 'h' || tag.name[1] < '1' || tag.name[1] > '6') {
      return;
    }
    const int next = tag.name[1] - '0';
    if (next > level_ + 1) {
      errors_.push_back(tag.name + " after h" + std::to_string(level_));
    }
    level_ = next;
  }

  // What a reader that cannot see the page is told.
  void check_names(const HtmlTag& tag, const HtmlTag* following) {
    if (tag.name == "html" && attribute(tag, "lang").empty()) {
      errors_.emplace_back("no language");
    }
    const bool has_title = following != nullptr && following->name == "title";
    if (tag.name == "svg" &&
        (attribute(tag, "role") != "img" || attribute(tag, "aria-labelledby").empty() || !has_title)) {
      errors_.emplace_back("a picture without role, label or title");
    }
    if (tag.name == "th" && attribute(tag, "scope").empty()) {
      errors_.emplace_back("a th without scope");
    }
  }

  void note_ids(const HtmlTag& tag) {
    if (const std::string id = attribute(tag, "id"); !id.empty() && !ids_.insert(id).second) {
      errors_.push_back("id " + id + " twice");
    }
    std::istringstream labels(attribute(tag, "aria-labelledby"));
    for (std::string label; labels >> label;) {
      named_.push_back(label);
    }
  }

  void check_targets(const HtmlTag& tag) {
    for (const char* name : {"href", "xlink:href", "src"}) {
      const std::string target = attribute(tag, name);
      if (target.starts_with('#')) {
        named_.push_back(target.substr(1));
      } else if (!target.empty() && target != "data:,") {
        errors_.push_back("loads " + target);
      }
    }
  }

  std::vector<std::string> errors_;
  std::vector<std::string> open_;
  std::set<std::string> ids_;
  std::vector<std::string> named_;
  int level_ = 0;
};

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
  Structure structure;
  const std::vector<HtmlTag> tags = tags_of(page);
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (!structure.takes(tags[i], i + 1 < tags.size() ? &tags[i + 1] : nullptr)) {
      return structure.errors();
    }
  }
  return structure.errors_at_the_end();
}

double contrast(std::string_view a, std::string_view b) {
  const double bright = std::max(luminance(a), luminance(b));
  const double dark = std::min(luminance(a), luminance(b));
  return (bright + 0.05) / (dark + 0.05);
}

}  // namespace loopsim::analysis
