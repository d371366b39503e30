// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

// A case or a variant over the section of defaults (`workload:`, `design:`) that all of them share. A key that has no
// meaning beside the other keys is an error where it was written for this case or variant, and passed over where it is
// a default; a default that nobody takes is an error once all have been read, which the owner of the defaults checks
// with Section::finish().
class LayeredSection {
 public:
  // `defaults` may be nullptr, and outlives this.
  LayeredSection(std::string name, Section own, Section* defaults)
      : name_(std::move(name)), own_(std::move(own)), defaults_(defaults) {}

  // Why this value has no meaning here; empty if it has one.
  using Objection = std::function<std::string(const Value&)>;

  std::optional<Value> find(std::string_view key);
  std::optional<Value> find(std::string_view key, const Objection& objection);
  Value require(std::string_view key);
  // Which of two names of one key is there; `key` if none is.
  std::string_view spelling(std::string_view key, std::string_view alias) const;

  // `--set` changed what other keys depend on: those that lost their meaning by it are passed over, not refused.
  void forgive_meaningless() { forgiving_ = true; }

  // Of the case or variant.
  const std::string& name() const { return name_; }
  const Section& own() const { return own_; }
  void finish() const { own_.finish(); }

 private:
  std::string name_;
  Section own_;
  Section* defaults_;
  bool forgiving_ = false;
};

}  // namespace loopsim::scenarios
