// SPDX-License-Identifier: GPL-2.0
#include "scenarios/known_names.hpp"

#include "models/registry.hpp"
#include "scenarios/names.hpp"

namespace loopsim::scenarios {

std::vector<std::string> known_policies() { return names_of(models::policies()); }

std::vector<std::string> known_backings() { return names_of(models::backings()); }

std::vector<std::string> known_uppers() {
  // Files of all kinds but the device itself, which is what fio opens where there is no file system.
  std::vector<std::string> names = known_backings();
  std::erase(names, "block-device");
  names.emplace_back("none");
  return names;
}

std::vector<std::string> known_device_kinds() { return names_of(models::devices()); }

std::vector<std::string> required_device_keys(std::string_view kind) {
  // A ramdisk copies in the submitter's context: no units, no tags, no time in service.
  if (kind == "ramdisk") {
    return {"submit"};
  }
  return {"units", "placement", "read_service", "write_service", "tags", "submit"};
}

std::vector<std::string> device_keys(std::string_view kind) {
  std::vector<std::string> keys = required_device_keys(kind);
  if (kind != "ramdisk") {
    keys.insert(keys.end(), {"kick", "wake", "fetch", "poll", "notify", "coalesce", "interrupt", "ext4_discard"});
  }
  return keys;
}

}  // namespace loopsim::scenarios
