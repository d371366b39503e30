// SPDX-License-Identifier: GPL-2.0
#include "scenarios/layered_section.hpp"

#include <fmt/format.h>

#include "scenarios/input_error.hpp"

namespace loopsim::scenarios {

std::optional<Value> LayeredSection::find(std::string_view key) {
  return find(key, [](const Value&) { return std::string(); });
}

std::optional<Value> LayeredSection::find(std::string_view key, const Objection& objection) {
  if (const auto own = own_.find(key)) {
    const std::string reason = objection(*own);
    if (!reason.empty() && (!forgiving_ || own->from_command_line())) {
      own_.refuse(key, reason);
    }
    // A default that only `--set` displaced is not a mistake of the file.
    if (own->from_command_line() && defaults_ != nullptr) {
      defaults_->find(key);
    }
    return reason.empty() ? own : std::nullopt;
  }
  const auto shared = defaults_ == nullptr ? std::nullopt : defaults_->peek(key);
  if (!shared) {
    return std::nullopt;
  }
  const bool meaningful = objection(*shared).empty();
  if (meaningful || forgiving_) {
    defaults_->find(key);
  }
  return meaningful ? shared : std::nullopt;
}

Value LayeredSection::require(std::string_view key) {
  if (auto value = find(key)) {
    return *value;
  }
  return own_.require(key);
}

std::string_view LayeredSection::spelling(std::string_view key, std::string_view alias) const {
  for (const Section* section : {&own_, static_cast<const Section*>(defaults_)}) {
    const bool has_key = section != nullptr && section->peek(key);
    const bool has_alias = section != nullptr && section->peek(alias);
    if (has_key && has_alias) {
      section->refuse(alias, fmt::format("it is another name for {}, which is there too", in_quotes(key)));
    }
    if (has_key || has_alias) {
      return has_key ? key : alias;
    }
  }
  return key;
}

}  // namespace loopsim::scenarios
