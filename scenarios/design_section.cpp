// SPDX-License-Identifier: GPL-2.0
#include "scenarios/design_section.hpp"

#include <array>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/kernel_text.hpp"
#include "scenarios/known_names.hpp"
#include "scenarios/names.hpp"
#include "scenarios/units.hpp"
#include "scenarios/words.hpp"

namespace loopsim::scenarios {
namespace {

using models::Target;

constexpr std::uint64_t kSmallestFile = 512;
constexpr std::uint64_t kLargestFileSize = std::uint64_t{1} << 50;
constexpr int kMostQueues = 1'024;
constexpr int kDeepestQueue = 10'240;  // the block layer's own limit

bool any_target(Target /*target*/) { return true; }
bool has_backing_file(Target target) { return target != Target::raw; }
bool is_loop(Target target) { return target == Target::loop; }
bool can_carry_file_system(Target target) { return target == Target::loop || target == Target::dm_loop; }

// One key of a design: for which targets it has a meaning, how it is read and how it is printed.
struct DesignKey {
  std::string_view name;
  bool (*applies)(Target);
  void (*read)(Variant&, const Value&, const Machine&);
  std::string (*print)(const Variant&);
};

constexpr auto kKeys = std::to_array<DesignKey>({
    {"target", any_target,
     [](Variant& v, const Value& value, const Machine&) { v.design.target = value.word(kTargetWords); },
     [](const Variant& v) { return word_for(kTargetWords, v.design.target); }},
    {"policy", is_loop,
     [](Variant& v, const Value& value, const Machine&) { v.design.policy = value.choice(known_policies()); },
     [](const Variant& v) { return v.design.policy; }},
    {"hw_queues", is_loop,
     [](Variant& v, const Value& value, const Machine&) { v.design.hw_queues = value.small_integer(1, kMostQueues); },
     [](const Variant& v) { return std::to_string(v.design.hw_queues); }},
    {"queue_depth", is_loop,
     [](Variant& v, const Value& value, const Machine&) {
       v.design.queue_depth = value.small_integer(1, kDeepestQueue);
     },
     [](const Variant& v) { return std::to_string(v.design.queue_depth); }},
    {"device", any_target,
     [](Variant& v, const Value& value, const Machine& machine) { v.device = value.choice(names_of(machine.devices)); },
     [](const Variant& v) { return v.device; }},
    {"backing", has_backing_file,
     [](Variant& v, const Value& value, const Machine&) { v.design.backing = value.choice(known_backings()); },
     [](const Variant& v) { return v.design.backing; }},
    {"mapping", has_backing_file,
     [](Variant& v, const Value& value, const Machine&) { v.design.mapping = value.word(kMappingWords); },
     [](const Variant& v) { return word_for(kMappingWords, v.design.mapping); }},
    {"upper", can_carry_file_system,
     [](Variant& v, const Value& value, const Machine&) { v.design.upper = value.choice(known_uppers()); },
     [](const Variant& v) { return v.design.upper; }},
    {"file_size", any_target,
     [](Variant& v, const Value& value, const Machine&) {
       v.design.file_size = value.size(kSmallestFile, kLargestFileSize);
     },
     [](const Variant& v) { return size_text(v.design.file_size); }},
    {"kernel", any_target, [](Variant& v, const Value& value, const Machine&) { v.design.kernel = read_kernel(value); },
     [](const Variant& v) { return kernel_text(v.design.kernel); }},
});

}  // namespace

std::vector<std::string> design_keys() { return names_of(kKeys); }

std::vector<std::string> variant_keys() {
  std::vector<std::string> names = design_keys();
  names.insert(names.end(), {"baseline", "against", "note"});
  return names;
}

Variant read_variant(std::string name, LayeredSection& keys, const Machine& machine) {
  Variant variant;
  variant.name = std::move(name);
  variant.design.kernel = machine.kernel;
  const Value target = keys.require("target");
  variant.design.target = target.word(kTargetWords);
  if (target.from_command_line()) {
    keys.forgive_meaningless();
  }
  keys.require("device");
  if (is_loop(variant.design.target)) {
    keys.require("policy");
  }
  const std::string objection =
      fmt::format("it has no meaning for target: {}", word_for(kTargetWords, variant.design.target));
  for (const DesignKey& key : kKeys) {
    const bool applies = key.applies(variant.design.target);
    if (const auto value = keys.find(key.name, [&](const Value&) { return applies ? "" : objection; })) {
      key.read(variant, *value, machine);
    }
  }
  if (const auto baseline = keys.find("baseline")) {
    variant.baseline = baseline->boolean();
  }
  if (const auto against = keys.find("against")) {
    variant.against = against->text();
  }
  if (const auto note = keys.find("note")) {
    variant.note = note->text();
  }
  return variant;
}

std::vector<std::pair<std::string, std::string>> variant_text(const Variant& variant) {
  std::vector<std::pair<std::string, std::string>> lines;
  if (variant.baseline) {
    lines.emplace_back("baseline", "true");
  }
  if (!variant.against.empty()) {
    lines.emplace_back("against", variant.against);
  }
  for (const DesignKey& key : kKeys) {
    if (key.applies(variant.design.target)) {
      lines.emplace_back(key.name, key.print(variant));
    }
  }
  if (!variant.note.empty()) {
    lines.emplace_back("note", variant.note);
  }
  return lines;
}

}  // namespace loopsim::scenarios
