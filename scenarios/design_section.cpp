// SPDX-License-Identifier: GPL-2.0
#include "scenarios/design_section.hpp"

#include <array>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "models/policy.hpp"
#include "scenarios/kernel_text.hpp"
#include "scenarios/known_names.hpp"
#include "scenarios/names.hpp"
#include "scenarios/policy_parameters.hpp"
#include "scenarios/units.hpp"
#include "scenarios/words.hpp"

namespace loopsim::scenarios {
namespace {

using models::Mapping;
using models::Target;

constexpr std::uint64_t kSmallestFile = 512;
constexpr std::uint64_t kBlock = 4096;
constexpr std::uint64_t kSmallestDirtyLimit = 1 << 20;
constexpr std::uint64_t kLargestFileSize = std::uint64_t{1} << 50;
constexpr int kMostQueues = 1'024;
constexpr int kDeepestQueue = 10'240;  // the block layer's own limit

std::string bool_text(bool value) { return value ? "true" : "false"; }

// Why a key has no meaning in a design; empty if it has one.
std::string unless(bool has_meaning, const Variant& v) {
  return has_meaning ? "" : fmt::format("it has no meaning for target: {}", word_for(kTargetWords, v.design.target));
}
std::string any(const Variant& v) { return unless(true, v); }
std::string has_backing_file(const Variant& v) { return unless(v.design.target != Target::raw, v); }
std::string is_loop(const Variant& v) { return unless(v.design.target == Target::loop, v); }
bool has_item_per_command(const std::string& policy) {
  return models::PolicyRegistry::find(policy)->create()->work_items() == models::WorkItems::per_command;
}
bool has_policy(Target target) { return target == Target::loop || target == Target::emulation; }
std::string takes_policy(const Variant& v) { return unless(has_policy(v.design.target), v); }
std::string takes_policy_parameters(const Variant& v) {
  if (std::string reason = takes_policy(v); !reason.empty()) {
    return reason;
  }
  return has_policy_parameters(v.design.policy) ? "" : fmt::format("policy {} has none", v.design.policy);
}
std::string carries_file_system(const Variant& v) {
  return unless(v.design.target == Target::loop || v.design.target == Target::dm_loop, v);
}
// dm-loop took the file's extents down when it was set up; it meets neither its locks nor its holes.
std::string uses_backing_file(const Variant& v) {
  return unless(v.design.target != Target::raw && v.design.target != Target::dm_loop, v);
}
std::string has_mapping(const Variant& v) {
  if (std::string reason = uses_backing_file(v); !reason.empty()) {
    return reason;
  }
  return v.design.backing == "block-device" ? "it has no meaning with backing: block-device" : "";
}
std::string counts_blocking_writes(const Variant& v) {
  if (std::string reason = is_loop(v); !reason.empty()) {
    return reason;
  }
  return v.design.policy == "nowait-hint" ? "" : fmt::format("it has no meaning with policy: {}", v.design.policy);
}
std::string is_buffered(const Variant& v) {
  if (std::string reason = is_loop(v); !reason.empty()) {
    return reason;
  }
  return v.design.direct_io ? "it has no meaning with direct_io: true" : "";
}
std::string is_partial(const Variant& v) {
  if (std::string reason = has_mapping(v); !reason.empty()) {
    return reason;
  }
  return v.design.mapping == Mapping::partial
             ? ""
             : fmt::format("it has no meaning with mapping: {}", word_for(kMappingWords, v.design.mapping));
}

// One key of a design: when it has a meaning, how it is read and how it is printed. In the order in which they are
// read: what others depend on comes first.
struct DesignKey {
  std::string_view name;
  std::string (*objection)(const Variant&);
  void (*read)(Variant&, const Value&, const Machine&);
  std::string (*print)(const Variant&);  // nullptr: a map, which is printed elsewhere
};

constexpr auto kKeys = std::to_array<DesignKey>({
    {"target", any, [](Variant& v, const Value& value, const Machine&) { v.design.target = value.word(kTargetWords); },
     [](const Variant& v) { return word_for(kTargetWords, v.design.target); }},
    {"policy", takes_policy,
     [](Variant& v, const Value& value, const Machine&) {
       v.design.policy = value.choice(known_policies());
       set_policy_defaults(v.design);
       if (v.design.target == Target::emulation && has_item_per_command(v.design.policy)) {
         value.fail(
             fmt::format("{} wants a kworker for each command, and the emulation has one worker", v.design.policy));
       }
     },
     [](const Variant& v) { return v.design.policy; }},
    {"policy_parameters", takes_policy_parameters,
     [](Variant& v, const Value& value, const Machine&) { read_policy_parameters(value, v.design); }, nullptr},
    {"hw_queues", is_loop,
     [](Variant& v, const Value& value, const Machine&) { v.design.hw_queues = value.small_integer(1, kMostQueues); },
     [](const Variant& v) { return std::to_string(v.design.hw_queues); }},
    {"queue_depth", is_loop,
     [](Variant& v, const Value& value, const Machine&) {
       v.design.queue_depth = value.small_integer(1, kDeepestQueue);
     },
     [](const Variant& v) { return std::to_string(v.design.queue_depth); }},
    {"rq_affinity", is_loop,
     [](Variant& v, const Value& value, const Machine&) { v.design.rq_affinity = value.small_integer(1, 2); },
     [](const Variant& v) { return std::to_string(v.design.rq_affinity); }},
    {"device", any,
     [](Variant& v, const Value& value, const Machine& machine) { v.device = value.choice(names_of(machine.devices)); },
     [](const Variant& v) { return v.device; }},
    {"backing", has_backing_file,
     [](Variant& v, const Value& value, const Machine&) { v.design.backing = value.choice(known_backings()); },
     [](const Variant& v) { return v.design.backing; }},
    {"mapping", has_mapping,
     [](Variant& v, const Value& value, const Machine&) {
       v.design.mapping = value.word(kMappingWords);
       if (v.design.mapping == Mapping::shared && v.design.backing == "ext4") {
         value.fail("no two files share blocks on ext4; only with backing: xfs");
       }
     },
     [](const Variant& v) { return word_for(kMappingWords, v.design.mapping); }},
    {"mapped_fraction", is_partial,
     [](Variant& v, const Value& value, const Machine&) { v.design.mapped_fraction = value.number(0, 1); },
     [](const Variant& v) { return fmt::format("{}", v.design.mapped_fraction); }},
    {"mapped_run", is_partial,
     [](Variant& v, const Value& value, const Machine&) { v.design.mapped_run = value.size(kBlock, kLargestFileSize); },
     [](const Variant& v) { return size_text(v.design.mapped_run); }},
    {"cold", has_mapping, [](Variant& v, const Value& value, const Machine&) { v.design.cold = value.boolean(); },
     [](const Variant& v) { return bool_text(v.design.cold); }},
    {"lazytime", has_mapping,
     [](Variant& v, const Value& value, const Machine&) { v.design.lazytime = value.boolean(); },
     [](const Variant& v) { return bool_text(v.design.lazytime); }},
    {"noatime", has_mapping, [](Variant& v, const Value& value, const Machine&) { v.design.noatime = value.boolean(); },
     [](const Variant& v) { return bool_text(v.design.noatime); }},
    {"nocmtime", has_mapping,
     [](Variant& v, const Value& value, const Machine&) { v.design.nocmtime = value.boolean(); },
     [](const Variant& v) { return bool_text(v.design.nocmtime); }},
    {"direct_io", is_loop, [](Variant& v, const Value& value, const Machine&) { v.design.direct_io = value.boolean(); },
     [](const Variant& v) { return bool_text(v.design.direct_io); }},
    {"cached_fraction", is_buffered,
     [](Variant& v, const Value& value, const Machine&) { v.design.cached_fraction = value.number(0, 1); },
     [](const Variant& v) { return fmt::format("{}", v.design.cached_fraction); }},
    {"dirty_limit", is_buffered,
     [](Variant& v, const Value& value, const Machine&) {
       v.design.dirty_limit = value.size(kSmallestDirtyLimit, kLargestFileSize);
     },
     [](const Variant& v) { return size_text(v.design.dirty_limit); }},
    {"counter_drift", counts_blocking_writes,
     [](Variant& v, const Value& value, const Machine&) { v.design.counter_drift = value.boolean(); },
     [](const Variant& v) { return bool_text(v.design.counter_drift); }},
    {"upper", carries_file_system,
     [](Variant& v, const Value& value, const Machine&) { v.design.upper = value.choice(known_uppers()); },
     [](const Variant& v) { return v.design.upper; }},
    {"file_size", any,
     [](Variant& v, const Value& value, const Machine&) {
       v.design.file_size = value.size(kSmallestFile, kLargestFileSize);
     },
     [](const Variant& v) { return size_text(v.design.file_size); }},
    {"kernel", any, [](Variant& v, const Value& value, const Machine&) { v.design.kernel = read_kernel(value); },
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
  if (has_policy(variant.design.target)) {
    keys.require("policy");
  }
  for (const DesignKey& key : kKeys) {
    if (const auto value = keys.find(key.name, [&](const Value&) { return key.objection(variant); })) {
      key.read(variant, *value, machine);
      if (value->from_command_line()) {
        keys.forgive_meaningless();
      }
    }
  }
  if (variant.design.mapping == Mapping::partial) {
    keys.require("mapped_fraction");
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
    if (key.print != nullptr && key.objection(variant).empty()) {
      lines.emplace_back(key.name, key.print(variant));
    }
  }
  if (!variant.note.empty()) {
    lines.emplace_back("note", variant.note);
  }
  return lines;
}

}  // namespace loopsim::scenarios
