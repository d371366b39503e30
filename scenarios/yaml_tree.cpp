// SPDX-License-Identifier: GPL-2.0
#include "scenarios/yaml_tree.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "scenarios/utf8.hpp"

namespace loopsim::scenarios {
namespace {

// Builds the tree from yaml-cpp's events. Its own node tree accepts duplicate keys and expands aliases.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string file, std::string_view text) : file_(std::move(file)), text_(text) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_) {
      fail(mark, "unexpected text after the end of the document: a file holds one; check '---' and the indentation");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_extras(mark, "", anchor);
    add(YamlNode{YamlNode::Kind::null, place(mark), "", {}, {}});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { refuse_extras(mark, "", anchor); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_extras(mark, tag, anchor);
    require_closed_quote(mark);
    add(YamlNode{YamlNode::Kind::scalar, place(mark), value, {}, {}});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, YamlNode::Kind::list);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, YamlNode::Kind::map);
  }
  void OnMapEnd() override { close(); }

  [[noreturn]] void rethrow(const YAML::ParserException& error) const {
    if (error.msg == YAML::ErrorMsg::MAP_VALUE) {
      fail(error.mark, "unexpected ':': wrong indentation, no ':' on the line before, or a value that needs quotes");
    }
    if (error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW && !open_.empty()) {
      throw InputError(open_.back().node.place, "'{' without its '}'");
    }
    if (error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW && !open_.empty()) {
      throw InputError(open_.back().node.place, "'[' without its ']'");
    }
    if (error.msg == YAML::ErrorMsg::UNKNOWN_ANCHOR) {
      refuse_extras(error.mark, "", 1);
    }
    fail(error.mark, fmt::format("not valid YAML: {}", error.msg));
  }

  YamlNode take() {
    if (!root_) {
      throw InputError(Place{file_, 0, 0}, "nothing in this file");
    }
    return std::move(*root_);
  }

 private:
  struct Open {
    YamlNode node;
    std::optional<YamlNode> key;       // of a map: read, its value not yet
    std::map<std::string, int> lines;  // of a map: where each key is
  };

  Place place(const YAML::Mark& mark) const { return Place{file_, mark.line + 1, mark.column + 1}; }

  [[noreturn]] void fail(const YAML::Mark& mark, std::string_view message) const {
    throw InputError(place(mark), message);
  }

  void refuse_extras(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
    if (anchor != YAML::NullAnchor) {
      fail(mark, "anchors and aliases (&, *) are not allowed here: write the value out");
    }
    // yaml-cpp's own marks for "no tag, plain" and "no tag, quoted".
    if (!tag.empty() && tag != "?" && tag != "!") {
      fail(mark, "tags (!) are not allowed here: the key decides the type");
    }
  }

  // yaml-cpp takes the end of the text for a closing quote.
  void require_closed_quote(const YAML::Mark& mark) const {
    auto at = static_cast<std::size_t>(mark.pos);
    const char quote = at < text_.size() ? text_[at] : ' ';
    if (quote != '"' && quote != '\'') {
      return;
    }
    for (++at; at < text_.size(); ++at) {
      if (quote == '"' && text_[at] == '\\') {
        ++at;
      } else if (text_[at] == quote) {
        const bool doubled = quote == '\'' && at + 1 < text_.size() && text_[at + 1] == quote;
        if (!doubled) {
          return;
        }
        ++at;
      }
    }
    fail(mark, fmt::format("{} without its end", quote == '"' ? "'\"'" : "\"'\""));
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    refuse_extras(mark, tag, anchor);
    if (open_.size() >= kDeepestNesting) {
      fail(mark, fmt::format("nested deeper than {} levels", kDeepestNesting));
    }
    if (awaits_key()) {
      fail(mark, "a key must be a word");
    }
    open_.push_back(Open{YamlNode{kind, place(mark), "", {}, {}}, {}, {}});
  }

  void close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (open_.back().node.kind == YamlNode::Kind::list) {
      open_.back().node.items.push_back(std::move(node));
    } else if (awaits_key()) {
      add_key(std::move(node));
    } else {
      Open& map = open_.back();
      // yaml-cpp puts a value that is not there at the next token.
      if (node.kind == YamlNode::Kind::null) {
        node.place = map.key->place;
      }
      map.node.members.push_back({std::move(map.key->text), std::move(map.key->place), std::move(node)});
      map.key.reset();
    }
  }

  bool awaits_key() const {
    return !open_.empty() && open_.back().node.kind == YamlNode::Kind::map && !open_.back().key;
  }

  void add_key(YamlNode key) {
    if (key.kind != YamlNode::Kind::scalar || key.text.empty()) {
      throw InputError(key.place, "a key must be a word");
    }
    const auto [first, added] = open_.back().lines.emplace(key.text, key.place.line);
    if (!added) {
      throw InputError(key.place, fmt::format("duplicate key {}{}; the first is in line {}", in_quotes(key.text),
                                              where(), first->second));
    }
    open_.back().key = std::move(key);
  }

  std::string where() const {
    std::string path;
    for (const Open& level : open_) {
      if (level.key) {
        path += (path.empty() ? " in " : ".") + level.key->text;
      }
    }
    return path;
  }

  std::string file_;
  std::string_view text_;
  std::vector<Open> open_;
  std::optional<YamlNode> root_;
};

Place place_of_offset(std::string_view text, std::size_t offset, const std::string& file) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::ranges::count(before, '\n');
  const std::size_t line_start = before.rfind('\n') + 1;
  return Place{file, static_cast<int>(lines) + 1, static_cast<int>(offset - line_start) + 1};
}

void require_text(std::string_view text, const std::string& file) {
  if (text.size() > kLargestFile) {
    throw InputError(Place{file, 0, 0}, "larger than 1 MiB");
  }
  if (const auto bad = first_unprintable(text)) {
    throw InputError(place_of_offset(text, *bad, file),
                     fmt::format("byte 0x{:02x}: not UTF-8 text", static_cast<unsigned char>(text[*bad])));
  }
}

// yaml-cpp reports a tab in the indentation as something else, later, or not at all.
void refuse_tab_indentation(std::string_view text, const std::string& file) {
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t first = text.find_first_not_of(" \t", start);
    const std::size_t tab = text.find('\t', start);
    const bool indented = first != std::string_view::npos && text[first] != '\n' && text[first] != '\r';
    if (indented && tab < first) {
      throw InputError(place_of_offset(text, tab, file), "tab in the indentation: YAML takes spaces only");
    }
    const std::size_t end = text.find('\n', start);
    start = end == std::string_view::npos ? text.size() : end + 1;
  }
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

[[noreturn]] void fail_unreadable(const std::filesystem::path& file, const Place& blame, std::string_view reason) {
  if (blame.file == file.string() && blame.line == 0) {
    throw InputError(blame, fmt::format("cannot be read: {}", reason));
  }
  throw InputError(blame, fmt::format("file '{}' cannot be read: {}", file.string(), reason));
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto found = std::ranges::find(members, key, &Member::key);
  return found == members.end() ? nullptr : &found->value;
}

YamlNode parse_yaml(std::string_view text, const std::string& file) {
  text = without_byte_order_mark(text);
  require_text(text, file);
  refuse_tab_indentation(text, file);
  TreeBuilder builder(file, text);
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::ParserException& error) {
    builder.rethrow(error);
  }
  YamlNode root = builder.take();
  if (root.kind != YamlNode::Kind::map) {
    throw InputError(root.place, "expected 'key: value' lines at the top level");
  }
  return root;
}

YamlNode load_yaml(const std::filesystem::path& file, const Place& blame) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    fail_unreadable(file, blame, "it is a directory");
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    fail_unreadable(file, blame, std::generic_category().message(errno));
  }
  // One byte more than allowed tells a file that is too large, even if it never ends.
  std::string text(kLargestFile + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) {
    fail_unreadable(file, blame, "read error");
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse_yaml(text, file.string());
}

}  // namespace loopsim::scenarios
