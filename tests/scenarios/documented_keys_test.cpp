// SPDX-License-Identifier: GPL-2.0
#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scenarios/design_section.hpp"
#include "scenarios/fio_section.hpp"
#include "scenarios/known_names.hpp"
#include "scenarios/machine.hpp"
#include "scenarios/scenario_file.hpp"
#include "tests/scenarios/documented_table.hpp"
#include "tests/scenarios/example_files.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::scenarios {
namespace {

// Nothing but what must be there, and what gives every other key a meaning in one of the variants.
constexpr const char* kMachine = R"yaml(
schema_version: 1
name: plain
base: machines/base.yaml
cpus: 2
hz: 250
kernel: 6.10
devices:
  disk:
    {kind: disk, units: {value: 8, source: x}, placement: shared, read_service: {value: 50us, source: x},
     write_service: {value: 50us, source: x}, tags: {value: 64, source: x}, submit: {value: 600ns, source: x}}
)yaml";
constexpr const char* kScenario = R"yaml(
schema_version: 1
name: plain
question: What is what?
machine: plain-machine.yaml
cases:
  c: {ioengine: libaio, rw: randrw, runtime: 1s}
variants:
  v: {target: loop, policy: nowait-hint, device: disk, baseline: true, mapping: partial, mapped_fraction: 0.5}
  buffered: {target: loop, policy: workqueue, device: disk, direct_io: false}
)yaml";
constexpr const char* kPrecision = "precision: 2%\n";

// A row of the page.
struct Key {
  std::string name;
  std::string values;
  std::string fallback;
};

const std::map<std::string, std::vector<DocumentedRow>>& page() {
  static const auto kPage = documented_tables(std::filesystem::path(LOOPSIM_SOURCE_DIR) / "docs" / "keys.md");
  return kPage;
}

std::vector<Key> keys_of(const std::string& section) {
  std::vector<Key> keys;
  for (const DocumentedRow& row : page().at(section)) {
    keys.push_back({row.at(0), row.at(1), row.at(2)});
  }
  return keys;
}

// The dotted paths by which `--set` reaches a key of a section.
const std::map<std::string, std::vector<std::string>>& prefixes() {
  static const std::map<std::string, std::vector<std::string>> kPrefixes = {
      {"Scenario", {""}},        {"Case", {"cases.c."}},        {"Variant", {"variants.v.", "variants.buffered."}},
      {"Machine", {"machine."}}, {"Device", {"devices.disk."}},
  };
  return kPrefixes;
}

// The scenario in YAML, without who set a device's parameter but with what it is.
std::string meaning_of(const Scenario& scenario) {
  std::istringstream yaml(to_yaml(scenario));
  std::string meaning;
  for (std::string line; std::getline(yaml, line);) {
    if (line.find("--set devices.") == std::string::npos) {
      meaning += line + "\n";
    }
  }
  const models::DeviceSpec& device = scenario.machine.devices.front();
  return meaning + fmt::format("{} {} {} {} {} {}", device.kick, device.wake, device.fetch, device.poll, device.notify,
                               device.coalesce);
}

class DocumentedKeys : public testing::Test {
 protected:
  DocumentedKeys() {
    files_.write("plain-machine.yaml", kMachine);
    scenarios_ = {files_.write("plain.yaml", kScenario),
                  files_.write("precise.yaml", std::string(kScenario) + kPrecision)};
  }

  static bool is_literal(const std::string& cell) {
    return cell.size() > 2 && cell.front() == '`' && cell.find('`', 1) == cell.size() - 1;
  }

  // Nothing where the key has no meaning.
  static std::optional<std::string> meaning_with(const std::filesystem::path& file, const std::string& key,
                                                 const std::string& value) {
    try {
      return meaning_of(load_scenario(file, {{key, value}}));
    } catch (const InputError&) {
      return std::nullopt;
    }
  }

  // Whether some way of setting the key leaves a scenario as it is.
  bool changes_nothing(const std::string& section, const std::string& key, const std::string& value) const {
    for (const auto& file : scenarios_) {
      const std::string plain = meaning_of(load_scenario(file));
      for (const std::string& prefix : prefixes().at(section)) {
        if (meaning_with(file, prefix + key, value) == plain) {
          return true;
        }
      }
    }
    return false;
  }

  // What the program says of values that no key takes.
  std::string refusals(const std::string& section, const std::string& key) const {
    std::string all;
    for (const char* wrong : {"zzz", "-1", "70000", "5s", "200000s", "2097152GiB", "99%"}) {
      for (const auto& file : scenarios_) {
        for (const std::string& prefix : prefixes().at(section)) {
          all += input_error_text([&] { load_scenario(file, {{prefix + key, wrong}}); }) + "\n";
        }
      }
    }
    return all;
  }

  const ExampleFiles files_;
  std::vector<std::filesystem::path> scenarios_;
};

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> documented(const std::string& section) {
  std::vector<std::string> names;
  for (const Key& key : keys_of(section)) {
    names.push_back(key.name);
  }
  return sorted(names);
}

TEST_F(DocumentedKeys, AreAllThatThereAre) {
  std::vector<std::string> of_cases = fio_keys();
  of_cases.emplace_back("beside");
  std::vector<std::string> of_devices = device_keys("disk");
  of_devices.emplace_back("kind");
  EXPECT_EQ(documented("Scenario"), sorted(scenario_keys()));
  EXPECT_EQ(documented("Case"), sorted(of_cases));
  EXPECT_EQ(documented("Variant"), sorted(variant_keys()));
  EXPECT_EQ(documented("Machine"), sorted(machine_keys()));
  EXPECT_EQ(documented("Device"), sorted(of_devices));
}

TEST_F(DocumentedKeys, TakeWhatThePageSays) {
  constexpr std::array<std::string_view, 8> kUnchecked = {"text", "map",  "path",         "path or map",
                                                          "list", "name", "distribution", ""};
  for (const auto& [section, paths] : prefixes()) {
    for (const Key& key : keys_of(section)) {
      if (std::ranges::find(kUnchecked, key.values) == kUnchecked.end()) {
        const std::string said = refusals(section, key.name);
        EXPECT_NE(said.find(key.values), std::string::npos) << section << ", " << key.name << ":\n" << said;
      }
    }
  }
}

TEST_F(DocumentedKeys, HaveTheDefaultsThatThePageSays) {
  int checked = 0;
  for (const auto& [section, paths] : prefixes()) {
    for (const Key& key : keys_of(section)) {
      if (is_literal(key.fallback)) {
        const std::string value = key.fallback.substr(1, key.fallback.size() - 2);
        EXPECT_TRUE(changes_nothing(section, key.name, value)) << section << ", " << key.name << ": " << value;
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 40);
}

// Without the line, or the part of one, that gives it.
TEST_F(DocumentedKeys, AreRequiredWhereThePageSaysSo) {
  const std::map<std::string, std::string> given = {
      {"name", "name: plain\n"},
      {"question", "question: What is what?\n"},
      {"machine", "machine: plain-machine.yaml\n"},
      {"ioengine", "ioengine: libaio, "},
      {"rw", "rw: randrw, "},
      {"target", "target: loop, "},
      {"policy", "policy: nowait-hint, "},
      {"device", "device: disk, "},
      {"mapped_fraction", ", mapped_fraction: 0.5"},
  };
  for (const std::string section : {"Scenario", "Case", "Variant"}) {
    for (const Key& key : keys_of(section)) {
      const auto part = given.find(key.name);
      if (part == given.end()) {
        continue;
      }
      EXPECT_EQ(key.fallback, "required") << key.name;
      std::string text = kScenario;
      text.erase(text.find(part->second), part->second.size());
      const auto file = files_.write("without.yaml", text);
      EXPECT_NE(input_error_text([&] { load_scenario(file); }).find("missing key '" + key.name + "'"),
                std::string::npos)
          << key.name;
    }
  }
}

}  // namespace
}  // namespace loopsim::scenarios
