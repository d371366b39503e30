// SPDX-License-Identifier: GPL-2.0
#include "scenarios/device_section.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/known_names.hpp"
#include "scenarios/names.hpp"
#include "scenarios/parameter.hpp"
#include "scenarios/words.hpp"

namespace loopsim::scenarios {
namespace {

using models::DeviceSpec;

constexpr int kMost = 65'536;

struct DeviceParameter {
  std::string_view name;
  Quantity quantity;
  void (*set)(DeviceSpec&, const Value&);
};

constexpr auto kParameters = std::to_array<DeviceParameter>({
    {"units", Quantity::count,
     [](DeviceSpec& device, const Value& value) { device.units = value.small_integer(1, kMost); }},
    {"read_service", Quantity::distribution,
     [](DeviceSpec& device, const Value& value) { device.read_service = value.distribution(); }},
    {"write_service", Quantity::distribution,
     [](DeviceSpec& device, const Value& value) { device.write_service = value.distribution(); }},
    {"tags", Quantity::count,
     [](DeviceSpec& device, const Value& value) { device.tags = value.small_integer(1, kMost); }},
    {"submit", Quantity::duration,
     [](DeviceSpec& device, const Value& value) { device.submit = value.duration(0, sim::kSecond); }},
    {"kick", Quantity::duration,
     [](DeviceSpec& device, const Value& value) { device.kick = value.duration(0, sim::kSecond); }},
    {"wake", Quantity::duration,
     [](DeviceSpec& device, const Value& value) { device.wake = value.duration(0, sim::kSecond); }},
    {"fetch", Quantity::duration,
     [](DeviceSpec& device, const Value& value) { device.fetch = value.duration(0, sim::kSecond); }},
    {"poll", Quantity::duration,
     [](DeviceSpec& device, const Value& value) { device.poll = value.duration(0, sim::kSecond); }},
    {"notify", Quantity::duration,
     [](DeviceSpec& device, const Value& value) { device.notify = value.duration(0, sim::kSecond); }},
    {"coalesce", Quantity::duration,
     [](DeviceSpec& device, const Value& value) { device.coalesce = value.duration(0, sim::kSecond); }},
});

const DeviceParameter* parameter_named(std::string_view name) {
  const auto* found = std::ranges::find(kParameters, name, &DeviceParameter::name);
  return found == kParameters.end() ? nullptr : found;
}

std::string read_kind(const Definitions& device) {
  const std::string kind = device.values.front().require("kind").choice(known_device_kinds());
  for (const Value& definition : device.values) {
    const auto own = definition.peek("kind");
    if (own && own->choice(known_device_kinds()) != kind) {
      own->fail(fmt::format("the base has a {} of this name; name the new device otherwise", kind));
    }
  }
  return kind;
}

void require_all(const Definitions& device, const std::vector<Definitions>& given,
                 const std::vector<std::string>& keys) {
  std::vector<std::string> missing;
  for (const std::string& key : keys) {
    if (!contains(names_of(given), key)) {
      missing.push_back(key);
    }
  }
  if (!missing.empty()) {
    const Value& first = device.values.front();
    throw InputError(first.place(), fmt::format("missing {}{}: {}", missing.size() == 1 ? "key" : "keys",
                                                in_path(first.path()), fmt::join(missing, ", ")));
  }
}

}  // namespace

DeviceSpec read_device(const Definitions& device, std::vector<Parameter>& parameters) {
  DeviceSpec spec;
  spec.name = device.name;
  spec.kind = read_kind(device);
  std::vector<std::string> keys = device_keys(spec.kind);
  keys.emplace_back("kind");
  for (const Value& definition : device.values) {
    Section(definition, keys);
  }
  const auto given = merge(device.values);
  require_all(device, given, required_device_keys(spec.kind));
  for (const Definitions& key : given) {
    if (key.name == "placement") {
      spec.placement = key.values.back().word(kPlacementWords);
    } else if (key.name == "interrupt") {
      spec.interrupt = key.values.back().word(kInterruptWords);
    } else if (key.name == "ext4_discard") {
      spec.ext4_discard = key.values.back().word(kExt4DiscardWords);
    } else if (const DeviceParameter* parameter = parameter_named(key.name)) {
      const auto resolved =
          resolve_parameter(fmt::format("{}.{}", device.name, key.name), key.values, parameter->quantity, false);
      parameter->set(spec, resolved.value);
      parameters.push_back(resolved.text);
    }
  }
  return spec;
}

}  // namespace loopsim::scenarios
