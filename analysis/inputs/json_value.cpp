// SPDX-License-Identifier: GPL-2.0
#include "analysis/inputs/json_value.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/input_error.hpp"

namespace loopsim::analysis {
namespace {

scenarios::Place place_of_byte(const std::string& text, std::size_t byte, const std::filesystem::path& file) {
  const std::string_view before = std::string_view(text).substr(0, std::min(byte, text.size()));
  const std::size_t line_start = before.rfind('\n') + 1;  // 0 where there is none
  return {file.string(), static_cast<int>(std::ranges::count(before, '\n')) + 1,
          static_cast<int>(before.size() - line_start) + 1};
}

}  // namespace

JsonValue::JsonValue(const nlohmann::json& json, const JsonValue& parent, const std::string& step)
    : json_(&json), file_(parent.file_), path_(parent.path_ + step) {}

JsonValue JsonValue::member(std::string_view name) const {
  if (!json_->is_object()) {
    fail_expected("an object");
  }
  const auto found = json_->find(std::string(name));
  if (found == json_->end()) {
    fail(fmt::format("no '{}'", name));
  }
  return {*found, *this, (path_.empty() ? "" : ".") + std::string(name)};
}

std::optional<JsonValue> JsonValue::find(std::string_view name) const {
  if (!json_->is_object()) {
    fail_expected("an object");
  }
  const auto found = json_->find(std::string(name));
  return found == json_->end() || found->is_null() ? std::nullopt : std::optional(member(name));
}

std::vector<std::pair<std::string, JsonValue>> JsonValue::members() const {
  if (!json_->is_object()) {
    fail_expected("an object");
  }
  std::vector<std::pair<std::string, JsonValue>> values;
  values.reserve(json_->size());
  for (const auto& entry : json_->items()) {
    values.emplace_back(entry.key(), member(entry.key()));
  }
  return values;
}

std::vector<JsonValue> JsonValue::items() const {
  if (!json_->is_array()) {
    fail_expected("a list");
  }
  std::vector<JsonValue> values;
  values.reserve(json_->size());
  for (std::size_t i = 0; i < json_->size(); ++i) {
    values.push_back(JsonValue((*json_)[i], *this, fmt::format("[{}]", i)));
  }
  return values;
}

std::string JsonValue::text() const {
  if (!json_->is_string()) {
    fail_expected("text");
  }
  return json_->get<std::string>();
}

std::uint64_t JsonValue::count() const {
  if (!json_->is_number_unsigned()) {
    fail_expected("a whole number");
  }
  return json_->get<std::uint64_t>();
}

bool JsonValue::boolean() const {
  if (!json_->is_boolean()) {
    fail_expected("true or false");
  }
  return json_->get<bool>();
}

double JsonValue::number() const {
  if (json_->is_null()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (!json_->is_number()) {
    fail_expected("a number or null");
  }
  return json_->get<double>();
}

void JsonValue::fail(std::string_view message) const {
  throw scenarios::InputError({file_.string(), 0, 0},
                              path_.empty() ? std::string(message) : fmt::format("{}: {}", path_, message));
}

void JsonValue::fail_expected(std::string_view expected) const {
  const std::string found = json_->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  fail(fmt::format("expected {}, got {}", expected, scenarios::in_quotes(found)));
}

nlohmann::json parse_json(const std::string& text, const std::filesystem::path& file) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    const bool torn = error.byte > text.size();
    throw scenarios::InputError(place_of_byte(text, error.byte == 0 ? 0 : error.byte - 1, file),
                                torn ? "expected more JSON, but the file ends here: it is torn"
                                     : "expected JSON, as loopsim run --out writes it");
  }
}

}  // namespace loopsim::analysis
