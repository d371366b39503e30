// SPDX-License-Identifier: GPL-2.0
#include "analysis/tunable.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/costs.hpp"
#include "scenarios/close_match.hpp"
#include "scenarios/distribution_text.hpp"
#include "scenarios/input_error.hpp"
#include "scenarios/names.hpp"
#include "scenarios/units.hpp"
#include "sim/portable_math.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::in_quotes;

constexpr double kEvenPart = 0.01;  // of a range from 0, that logarithms would stretch without end

struct DeviceNumber {
  std::string_view name;
  int models::DeviceSpec::* count = nullptr;
  sim::SimTime models::DeviceSpec::* duration = nullptr;
  sim::Distribution models::DeviceSpec::* distribution = nullptr;
};

constexpr auto kDeviceNumbers = std::to_array<DeviceNumber>({
    {.name = "units", .count = &models::DeviceSpec::units},
    {.name = "tags", .count = &models::DeviceSpec::tags},
    {.name = "read_service", .distribution = &models::DeviceSpec::read_service},
    {.name = "write_service", .distribution = &models::DeviceSpec::write_service},
    {.name = "submit", .duration = &models::DeviceSpec::submit},
    {.name = "kick", .duration = &models::DeviceSpec::kick},
    {.name = "wake", .duration = &models::DeviceSpec::wake},
    {.name = "fetch", .duration = &models::DeviceSpec::fetch},
    {.name = "poll", .duration = &models::DeviceSpec::poll},
    {.name = "notify", .duration = &models::DeviceSpec::notify},
    {.name = "coalesce", .duration = &models::DeviceSpec::coalesce},
});

// costs.NAME or devices.NAME.KEY, taken apart; names of devices hold no dot.
struct Key {
  std::string device;  // empty for a cost
  std::string name;
};

Key taken_apart(std::string_view key) {
  const std::size_t first = key.find('.');
  const std::size_t last = key.rfind('.');
  return {std::string(first == last ? "" : key.substr(first + 1, last - first - 1)), std::string(key.substr(last + 1))};
}

const DeviceNumber* device_number(std::string_view name) {
  const auto* found = std::ranges::find(kDeviceNumbers, name, &DeviceNumber::name);
  return found == kDeviceNumbers.end() ? nullptr : found;
}

std::string key_of(const scenarios::Parameter& parameter) {
  return (parameter.name.find('.') == std::string::npos ? "costs." : "devices.") + parameter.name;
}

bool is_count(const std::string& key) {
  const Key parts = taken_apart(key);
  const DeviceNumber* number = device_number(parts.name);
  return !parts.device.empty() && number != nullptr && number->count != nullptr;
}

double parsed(std::string_view text, bool count) {
  return count ? static_cast<double>(scenarios::parse_count(text)) : scenarios::parse_distribution(text).mean();
}

// The machine's reader has checked value and range; `[LOW, HIGH]` is how it writes the latter.
std::optional<Tunable::Part> part_of(const scenarios::Parameter& parameter) {
  if (parameter.range.empty()) {
    return std::nullopt;
  }
  const std::string key = key_of(parameter);
  const bool count = is_count(key);
  const std::size_t comma = parameter.range.find(", ");
  return Tunable::Part{
      key,
      parameter.value,
      parsed(parameter.value, count),
      parsed(std::string_view(parameter.range).substr(1, comma - 1), count),
      parsed(std::string_view(parameter.range).substr(comma + 2, parameter.range.size() - comma - 3), count),
      count};
}

std::vector<std::string> keys_of(const std::vector<Tunable::Part>& parts) {
  std::vector<std::string> keys;
  keys.reserve(parts.size());
  for (const Tunable::Part& part : parts) {
    keys.push_back(part.key);
  }
  return keys;
}

Tunable::Part named_part(const scenarios::Machine& machine, std::string_view name, const std::string& option) {
  const scenarios::Place place{option, 0, 0};
  const auto found =
      std::ranges::find_if(machine.parameters, [&](const auto& parameter) { return key_of(parameter) == name; });
  if (found == machine.parameters.end()) {
    std::vector<std::string> keys;
    keys.reserve(machine.parameters.size());
    for (const auto& parameter : machine.parameters) {
      keys.push_back(key_of(parameter));
    }
    const auto match = scenarios::close_match(name, keys);
    throw scenarios::InputError(
        place, fmt::format("machine {} has no parameter {}{}; loopsim list parameters --machine FILE names them",
                           in_quotes(machine.spec.name), in_quotes(name),
                           match ? fmt::format(", did you mean '{}'?", *match) : ""));
  }
  const auto part = part_of(*found);
  if (!part || part->low >= part->high) {
    throw scenarios::InputError(
        place, fmt::format("{} of machine {} has no range to move in", in_quotes(name), in_quotes(machine.spec.name)));
  }
  return *part;
}

// The keys of a group; a name without a dot is that of a cost.
std::vector<std::string> keys_in(std::string_view name) {
  if (name.find('.') == std::string_view::npos) {
    return {fmt::format("costs.{}", name)};
  }
  std::vector<std::string> keys;
  while (true) {
    // Names of devices may hold a plus too.
    const std::size_t plus = std::min(name.find("+devices."), name.find("+costs."));
    keys.emplace_back(name.substr(0, plus));
    if (plus == std::string_view::npos) {
      return keys;
    }
    name.remove_prefix(plus + 1);
  }
}

std::string whole_text(double value, bool count) {
  const auto rounded = static_cast<std::int64_t>(std::llround(value));
  return count ? fmt::format("{}", rounded) : scenarios::duration_text(rounded);
}

// Same shape, other mean.
sim::Distribution moved(const sim::Distribution& distribution, double value) {
  return distribution.mean() > 0 ? distribution.scaled(value / distribution.mean())
                                 : sim::Distribution::constant(std::llround(value));
}

void set_number(models::DeviceSpec& device, const DeviceNumber& number, double value) {
  if (number.count != nullptr) {
    device.*(number.count) = static_cast<int>(std::lround(value));
  } else if (number.duration != nullptr) {
    device.*(number.duration) = std::llround(value);
  } else {
    device.*(number.distribution) = moved(device.*(number.distribution), value);
  }
}

}  // namespace

Tunable::Tunable(std::vector<Part> parts)
    : parts_(std::move(parts)),
      name_(fmt::format("{}", fmt::join(keys_of(parts_), "+"))),
      low_(parts_.front().low),
      high_(parts_.front().high) {
  const double first = parts_.front().now;
  for (const Part& part : parts_) {
    if (part.now > 0 && first > 0) {
      low_ = std::max(low_, part.low / part.now * first);
      high_ = std::min(high_, part.high / part.now * first);
    }
  }
  if (low_ <= 0) {
    stretch_ = kEvenPart * high_;
  }
}

double Tunable::at(double fraction) const {
  const double clamped = std::clamp(fraction, 0.0, 1.0);
  const double ratio = sim::portable_log((high_ + stretch_) / (low_ + stretch_));
  return std::clamp((low_ + stretch_) * sim::portable_exp(clamped * ratio) - stretch_, low_, high_);
}

double Tunable::fraction_of(double value) const {
  const double clamped = std::clamp(value, low_, high_);
  return sim::portable_log((clamped + stretch_) / (low_ + stretch_)) /
         sim::portable_log((high_ + stretch_) / (low_ + stretch_));
}

double Tunable::part_value(const Part& part, double value) const {
  const double own = now() > 0 ? part.now * value / now() : value;
  // A group's range ends where that of some part does, up to the last bit.
  return std::clamp(own, part.low, part.high);
}

std::vector<scenarios::Override> Tunable::settings(double value) const {
  std::vector<scenarios::Override> overrides;
  for (const Part& part : parts_) {
    const double own = part_value(part, value);
    const bool distribution = part.value.find('(') != std::string::npos;
    overrides.push_back({part.key, distribution ? moved(scenarios::parse_distribution(part.value), own).to_string()
                                                : whole_text(own, part.whole)});
  }
  return overrides;
}

scenarios::Machine Tunable::applied(const scenarios::Machine& machine, double value) const {
  scenarios::Machine changed = machine;
  for (const Part& part : parts_) {
    const Key key = taken_apart(part.key);
    const double own = part_value(part, value);
    if (key.device.empty()) {
      const auto row = std::ranges::find(models::cost_table(), key.name, &models::CostRow::name);
      changed.spec.costs.*(row->field) = std::llround(own);
    } else {
      const auto device = std::ranges::find(changed.devices, key.device, &models::DeviceSpec::name);
      set_number(*device, *device_number(key.name), own);
    }
  }
  return changed;
}

std::string Tunable::text(double value) const { return whole_text(std::clamp(value, low_, high_), whole()); }

Tunable tunable_of(const scenarios::Machine& machine, std::string_view name, const std::string& option) {
  std::vector<Tunable::Part> parts;
  for (const std::string& key : keys_in(name)) {
    const Tunable::Part part = named_part(machine, key, option);
    if (scenarios::contains(keys_of(parts), part.key)) {
      throw scenarios::InputError({option, 0, 0}, fmt::format("{} is named twice", in_quotes(part.key)));
    }
    parts.push_back(part);
  }
  Tunable tunable(std::move(parts));
  if (tunable.low() >= tunable.high()) {
    throw scenarios::InputError(
        {option, 0, 0},
        fmt::format("the parts of {} cannot move together: their ranges leave no common factor", in_quotes(name)));
  }
  return tunable;
}

void require_distinct(const std::vector<Tunable>& tunables, const std::string& option) {
  std::vector<std::string> seen;
  for (const Tunable& tunable : tunables) {
    for (const std::string& key : keys_of(tunable.parts())) {
      if (scenarios::contains(seen, key)) {
        throw scenarios::InputError({option, 0, 0}, fmt::format("{} is named twice", in_quotes(key)));
      }
      seen.push_back(key);
    }
  }
}

std::vector<Tunable> tunables_of(const scenarios::Machine& machine) {
  std::vector<Tunable> tunables;
  for (const scenarios::Parameter& parameter : machine.parameters) {
    if (const auto part = part_of(parameter); part && part->low < part->high) {
      tunables.emplace_back(std::vector{*part});
    }
  }
  return tunables;
}

std::vector<Tunable> uncertain_tunables(const scenarios::Machine& machine, const std::vector<std::string>& devices) {
  std::vector<Tunable> tunables;
  for (const scenarios::Parameter& parameter : machine.parameters) {
    const auto part = part_of(parameter);
    if (!part || part->low >= part->high) {
      continue;
    }
    const std::string device = taken_apart(part->key).device;
    const bool known = device.empty() && parameter.source.starts_with("kernel source");
    const bool elsewhere = !device.empty() && !scenarios::contains(devices, device);
    if (!known && !elsewhere) {
      tunables.emplace_back(std::vector{*part});
    }
  }
  return tunables;
}

}  // namespace loopsim::analysis
