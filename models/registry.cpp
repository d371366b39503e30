// SPDX-License-Identifier: GPL-2.0
#include "models/registry.hpp"

#include "models/file_system.hpp"
#include "models/lower_device.hpp"
#include "models/policy.hpp"

namespace loopsim::models {
namespace {

template <typename AnyRegistry>
std::vector<NamedPart> names() {
  std::vector<NamedPart> result;
  for (const auto& entry : AnyRegistry::entries()) result.push_back({entry.name, entry.description});
  return result;
}

}  // namespace

std::vector<NamedPart> policies() { return names<PolicyRegistry>(); }
std::vector<NamedPart> devices() { return names<DeviceRegistry>(); }
std::vector<NamedPart> backings() { return names<FileSystemRegistry>(); }

}  // namespace loopsim::models
