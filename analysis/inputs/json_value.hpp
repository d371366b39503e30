// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace loopsim::analysis {

// A value in a JSON file with its path (`cells[2].runs[0].metrics`). The getters check it; each throws
// scenarios::InputError that names file, path, what was expected and what was found. Refers to the document, which must
// outlive it.
class JsonValue {
 public:
  JsonValue(const nlohmann::json& document, std::filesystem::path file) : json_(&document), file_(std::move(file)) {}

  JsonValue member(std::string_view name) const;
  // The member, unless it is not there or null.
  std::optional<JsonValue> find(std::string_view name) const;
  std::vector<JsonValue> items() const;
  // By name; the document's order is not kept.
  std::vector<std::pair<std::string, JsonValue>> members() const;

  std::string text() const;
  std::uint64_t count() const;
  bool boolean() const;
  double number() const;  // NaN for null, which is how files write a number that does not exist

  [[noreturn]] void fail(std::string_view message) const;

 private:
  JsonValue(const nlohmann::json& json, const JsonValue& parent, const std::string& step);
  [[noreturn]] void fail_expected(std::string_view expected) const;

  const nlohmann::json* json_;
  std::filesystem::path file_;
  std::string path_;
};

// Parses a file's text. Throws scenarios::InputError with the place where it stops being JSON.
nlohmann::json parse_json(const std::string& text, const std::filesystem::path& file);

}  // namespace loopsim::analysis
