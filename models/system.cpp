// SPDX-License-Identifier: GPL-2.0
#include "models/system.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "models/file_system.hpp"

namespace loopsim::models {
namespace {

template <typename AnyRegistry>
const typename AnyRegistry::Entry& find(const char* what, std::string_view name) {
  const auto* entry = AnyRegistry::find(name);
  if (entry == nullptr) throw std::invalid_argument(fmt::format("there is no {} '{}'", what, name));
  return *entry;
}

std::unique_ptr<File> open_file(Kernel& kernel, std::string_view file_system, const FileParameters& parameters) {
  return find<FileSystemRegistry>("file system", file_system).create(kernel, parameters);
}

}  // namespace

System::System(sim::EventCore& core, const SystemSpec& spec, std::uint64_t seed, std::uint32_t replication,
               std::function<void(int)> job_ended)
    : kernel_(core, spec.machine, spec.design.kernel),
      disk_(find<DeviceRegistry>("device", spec.device.kind).create(kernel_, spec.device)) {
  const DesignSpec& design = spec.design;
  File* file = nullptr;
  if (design.target == Target::file) {
    backing_ = open_file(kernel_, design.backing, {*disk_, Stage::dio_work});
    file = backing_.get();
  } else {
    const std::string_view upper = design.upper == "none" ? "block-device" : std::string_view(design.upper);
    fio_file_ = open_file(kernel_, upper, {*tested_device(design), Stage::upper_work});
    file = fio_file_.get();
  }
  for (int number = 0; number < spec.job.numjobs; ++number) {
    const auto index = static_cast<std::uint64_t>(number);
    jobs_.emplace_back(kernel_, *file, spec.job, number, sim::stream(seed, replication, "offsets", index),
                       sim::stream(seed, replication, "commands", index), stats_,
                       [job_ended, number] { job_ended(number); });
  }
}

BlockDevice* System::tested_device(const DesignSpec& design) {
  switch (design.target) {
    case Target::loop:
      backing_ = open_file(kernel_, design.backing, {*disk_, Stage::dio_work});
      loop_ = std::make_unique<LoopDevice>(kernel_, *backing_, find<PolicyRegistry>("policy", design.policy).create(),
                                           design);
      return &loop_->queue();
    case Target::dm_loop:
      dm_loop_ = std::make_unique<DmLoop>(kernel_, *disk_);
      return dm_loop_.get();
    case Target::raw:
    case Target::file:
      break;
  }
  return disk_.get();
}

}  // namespace loopsim::models
