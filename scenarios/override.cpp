// SPDX-License-Identifier: GPL-2.0
#include "scenarios/override.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "scenarios/close_match.hpp"
#include "scenarios/names.hpp"
#include "scenarios/utf8.hpp"

namespace loopsim::scenarios {
namespace {

std::string as_given(const Override& override) { return fmt::format("--set {}={}", override.key, override.value); }

// As a message calls it.
std::string name_of(const Override& override) {
  return override.origin ? fmt::format("{} in line {}", in_quotes(override.key), override.origin->key.line)
                         : in_quotes(as_given(override));
}

Place key_place(const Override& override) {
  return override.origin ? override.origin->key : Place{as_given(override), 0, 0};
}

Place value_place(const Override& override) {
  return override.origin ? override.origin->value : Place{as_given(override), 0, 0};
}

[[noreturn]] void fail(const Override& override, std::string_view message) {
  throw InputError(key_place(override), message);
}

std::vector<std::string> path_of(const Override& override) {
  std::vector<std::string> parts(1);
  for (const char c : override.key) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (contains(parts, "")) {
    fail(override, "expected KEY.KEY=VALUE without empty keys");
  }
  if (parts.size() > kDeepestNesting) {
    fail(override, fmt::format("nested deeper than {} levels", kDeepestNesting));
  }
  return parts;
}

YamlNode map_at(const Place& place) { return YamlNode{YamlNode::Kind::map, place, "", {}, {}, true}; }

YamlNode scalar_at(const Place& place, std::string text) {
  return YamlNode{YamlNode::Kind::scalar, place, std::move(text), {}, {}, true};
}

YamlNode value_of(const Override& override) { return scalar_at(value_place(override), override.value); }

YamlNode::Member* find_member(YamlNode& map, const std::string& key) {
  const auto found = std::ranges::find(map.members, key, &YamlNode::Member::key);
  return found == map.members.end() ? nullptr : &*found;
}

void set_member(YamlNode& map, const std::string& key, YamlNode value, const Override& override) {
  YamlNode::Member member{key, key_place(override), std::move(value)};
  if (YamlNode::Member* const old = find_member(map, key)) {
    *old = std::move(member);
  } else {
    map.members.push_back(std::move(member));
  }
}

// The map at `key` of `map`, made if there is nothing.
YamlNode& map_member(YamlNode& map, const std::string& key, const Override& override) {
  YamlNode::Member* const old = find_member(map, key);
  if (old != nullptr && old->value.kind == YamlNode::Kind::map) {
    return old->value;
  }
  if (old != nullptr && old->value.kind != YamlNode::Kind::null) {
    fail(override, fmt::format("'{}' has no keys of its own", key));
  }
  set_member(map, key, map_at(key_place(override)), override);
  return find_member(map, key)->value;
}

std::vector<std::string> keys_of(const YamlNode* map) {
  std::vector<std::string> keys;
  if (map != nullptr) {
    for (const YamlNode::Member& entry : map->members) {
      keys.push_back(entry.key);
    }
  }
  return keys;
}

void require_known(const Override& override, std::string_view what, const std::string& name,
                   const std::vector<std::string>& known) {
  if (!contains(known, name)) {
    fail(override, fmt::format("unknown {} {}{}", what, in_quotes(name), allowed_names(name, known)));
  }
}

// `cases.*` and `variants.*`: the section of defaults that stands for all of them.
struct Wildcard {
  std::string_view prefix;
  std::string_view entries;
  std::string_view defaults;
};

constexpr std::array<Wildcard, 2> kWildcards = {
    {{"cases.*", "cases", "workload"}, {"variants.*", "variants", "design"}}};

const Wildcard* wildcard_of(const Override& override) {
  for (const Wildcard& wildcard : kWildcards) {
    if (override.key == wildcard.prefix || override.key.starts_with(std::string(wildcard.prefix) + ".")) {
      return &wildcard;
    }
  }
  return nullptr;
}

// Two keys that set the same thing give the same text.
std::string canonical_key(const Override& override) {
  const Wildcard* const wildcard = wildcard_of(override);
  return wildcard == nullptr ? override.key
                             : std::string(wildcard->defaults) + override.key.substr(wildcard->prefix.size());
}

// Becomes the default that all of them take: one that has no use for the key passes it over.
void apply_to_all(YamlNode& root, const Wildcard& wildcard, const Override& override) {
  const auto path = path_of(override);
  if (path.size() != 3) {
    fail(override, fmt::format("expected {}.KEY=VALUE", wildcard.prefix));
  }
  if (YamlNode::Member* const section = find_member(root, std::string(wildcard.entries))) {
    for (YamlNode::Member& entry : section->value.members) {
      std::erase_if(entry.value.members, [&](const YamlNode::Member& member) { return member.key == path[2]; });
    }
  }
  YamlNode& defaults = map_member(root, std::string(wildcard.defaults), override);
  set_member(defaults, path[2], value_of(override), override);
}

void apply_one(YamlNode& root, const Override& override) {
  const auto path = path_of(override);
  if (path.size() > 1 && path[0] == "cases") {
    require_known(override, "case", path[1], keys_of(root.find("cases")));
  }
  if (path.size() > 1 && path[0] == "variants") {
    require_known(override, "variant", path[1], keys_of(root.find("variants")));
  }
  YamlNode* map = &root;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    map = &map_member(*map, path[i], override);
  }
  set_member(*map, path.back(), value_of(override), override);
}

void set_parameter(YamlNode& map, const std::string& name, const Override& override) {
  const Place place = key_place(override);
  YamlNode definition = map_at(place);
  definition.members.push_back({"value", place, value_of(override)});
  definition.members.push_back({"source", place, scalar_at(place, as_given(override))});
  set_member(map, name, std::move(definition), override);
}

void set_device(YamlNode& layer, const std::vector<std::string>& path, const Override& override,
                const std::vector<MachineLayer>& layers) {
  std::vector<std::string> devices;
  for (const MachineLayer& below : layers) {
    const auto names = keys_of(below.tree.find("devices"));
    devices.insert(devices.end(), names.begin(), names.end());
  }
  require_known(override, "device", path[1], devices);
  YamlNode& device = map_member(map_member(layer, "devices", override), path[1], override);
  constexpr std::array<std::string_view, 4> kWords = {"ext4_discard", "interrupt", "kind", "placement"};
  if (std::ranges::find(kWords, path[2]) != kWords.end()) {
    set_member(device, path[2], value_of(override), override);
  } else {
    set_parameter(device, path[2], override);
  }
}

constexpr std::array<std::string_view, 3> kMachineRoots = {"costs", "devices", "machine"};

bool reaches_machine(const Override& override) {
  return std::ranges::any_of(kMachineRoots, [&](std::string_view root) {
    return override.key.starts_with(root) && override.key.size() > root.size() && override.key[root.size()] == '.';
  });
}

}  // namespace

SortedOverrides sort_overrides(const std::vector<Override>& overrides) {
  SortedOverrides sorted;
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    const Override& override = overrides[i];
    if (first_unprintable(as_given(override))) {
      throw InputError(Place{"--set", 0, 0}, "expected UTF-8 text without control characters");
    }
    for (std::size_t k = 0; k < i; ++k) {
      if (canonical_key(overrides[k]) == canonical_key(override)) {
        fail(override, fmt::format("set twice; the first is {}", name_of(overrides[k])));
      }
    }
    (reaches_machine(override) ? sorted.machine : sorted.scenario).push_back(override);
  }
  return sorted;
}

void apply_overrides(YamlNode& scenario, const std::vector<Override>& overrides) {
  for (const Override& override : overrides) {
    if (const Wildcard* const wildcard = wildcard_of(override)) {
      apply_to_all(scenario, *wildcard, override);
    }
  }
  for (const Override& override : overrides) {
    if (wildcard_of(override) == nullptr) {
      apply_one(scenario, override);
    }
  }
}

MachineLayer override_layer(const std::vector<Override>& overrides, const std::vector<MachineLayer>& layers) {
  YamlNode layer = map_at(Place{"--set", 0, 0});
  for (const Override& override : overrides) {
    const auto path = path_of(override);
    if (path[0] == "machine" && path.size() == 2) {
      require_known(override, "machine key", path[1],
                    {"about", "cpus", "delay_dequeue", "hz", "kernel", "llc_cpus", "name", "preempt", "sched",
                     "workqueue_affinity"});
      set_member(layer, path[1], value_of(override), override);
    } else if (path[0] == "costs" && path.size() == 2) {
      set_parameter(map_member(layer, "costs", override), path[1], override);
    } else if (path[0] == "devices" && path.size() == 3) {
      set_device(layer, path, override, layers);
    } else {
      fail(override, "expected costs.NAME=VALUE, devices.NAME.KEY=VALUE or machine.KEY=VALUE");
    }
  }
  return {std::move(layer), ""};
}

}  // namespace loopsim::scenarios
