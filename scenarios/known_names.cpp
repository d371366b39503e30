// SPDX-License-Identifier: GPL-2.0
#include "scenarios/known_names.hpp"

namespace loopsim::scenarios {

std::vector<std::string> known_policies() { return {"workqueue", "nowait", "nowait-hint", "threaded"}; }

std::vector<std::string> known_backings() { return {"xfs", "ext4", "block-device"}; }

std::vector<std::string> known_uppers() { return {"none", "xfs", "ext4"}; }

std::vector<std::string> known_device_kinds() { return {"disk", "ramdisk"}; }

std::vector<std::string> device_keys(std::string_view kind) {
  // A ramdisk copies in the submitter's context: no units, no tags, no time in service.
  if (kind == "ramdisk") {
    return {"submit"};
  }
  return {"units", "placement", "read_service", "write_service", "tags", "submit"};
}

}  // namespace loopsim::scenarios
