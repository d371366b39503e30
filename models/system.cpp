// SPDX-License-Identifier: GPL-2.0
#include "models/system.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

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

std::unique_ptr<Policy> make_policy(const DesignSpec& design) {
  std::unique_ptr<Policy> policy = find<PolicyRegistry>("policy", design.policy).create();
  const std::vector<PolicyParameter> parameters = policy->parameters();
  for (const auto& [name, value] : design.policy_parameters) {
    const auto parameter = std::ranges::find(parameters, name, &PolicyParameter::name);
    if (parameter == parameters.end()) {
      throw std::invalid_argument(fmt::format("policy {} has no parameter '{}'", design.policy, name));
    }
    parameter->value = value;
  }
  return policy;
}

InitialMapping initial_mapping(const DesignSpec& design) {
  switch (design.mapping) {
    case Mapping::written:
      return {};
    case Mapping::unwritten:
      return {.state = BlockState::unwritten};
    case Mapping::sparse:
      return {.state = BlockState::hole};
    case Mapping::partial:
      return {.partial = true, .fraction = design.mapped_fraction, .run = design.mapped_run / kBlockBytes};
    case Mapping::shared:
      return {.state = BlockState::shared};
  }
  return {};
}

std::optional<PageCacheParameters> page_cache(const DesignSpec& design, std::uint64_t seed) {
  if (design.target != Target::loop || design.direct_io) return std::nullopt;
  return PageCacheParameters{.blocks = (design.file_size + kBlockBytes - 1) / kBlockBytes,
                             .cached = design.cached_fraction,
                             .dirty_limit = design.dirty_limit / kBlockBytes,
                             .seed = seed};
}

// Bytes from the start of the file that the jobs may touch.
std::uint64_t reach(const FioJobSpec& job, const DesignSpec& design) {
  const std::uint64_t end = job.size + job.offset_increment * static_cast<std::uint64_t>(job.numjobs - 1);
  return job.size == 0 ? design.file_size : std::min(end, design.file_size);
}

}  // namespace

System::System(sim::EventCore& core, const SystemSpec& spec, std::uint64_t seed, std::uint32_t replication,
               const std::function<void(int)>& job_ended)
    : kernel_(core, spec.machine, spec.design.kernel),
      disk_(find<DeviceRegistry>("device", spec.device.kind).create(kernel_, spec.device)) {
  const DesignSpec& design = spec.design;
  if (design.target != Target::raw && design.target != Target::dm_loop) {
    backing_ = open_file(kernel_, design.backing,
                         {.device = *disk_,
                          .work_stage = Stage::dio_work,
                          .blocks = (design.file_size + kBlockBytes - 1) / kBlockBytes,
                          .mapping = initial_mapping(design),
                          .layout_seed = sim::stream(seed, replication, "layout", 0).next(),
                          .cold = design.cold,
                          .lazytime = design.lazytime,
                          .noatime = design.noatime,
                          .nocmtime = design.nocmtime,
                          .ext4_discard = spec.device.ext4_discard,
                          .page_cache = page_cache(design, sim::stream(seed, replication, "pages", 0).next()),
                          .watched = reach(spec.job, design) / kBlockBytes,
                          .first_pass_ended = [this] { stats_.first_pass_ended(kernel_.now()); }});
  }
  if (design.target == Target::emulation) {
    emulation_ = std::make_unique<Emulation>(kernel_, *backing_, make_policy(design));
  } else if (design.target != Target::file) {
    open_device(*tested_device(design), design.upper == "none" ? "block-device" : std::string_view(design.upper));
  }
  const ExtentMap* map = backing_ ? backing_->extent_map() : nullptr;
  if (map == nullptr || map->all_written() || read_percent(spec.job) == 100) stats_.has_no_first_pass();
  for (int number = 0; number < spec.job.numjobs; ++number) {
    const auto index = static_cast<std::uint64_t>(number);
    jobs_.emplace_back(
        kernel_, file_of(spec.job), spec.job, FioJob::Identity{fmt::format("job.{}", number), number, number},
        sim::stream(seed, replication, "offsets", index), sim::stream(seed, replication, "commands", index), stats_,
        [job_ended, number] { job_ended(number); });
    if (!spec.job.group_reporting) jobs_.back().keep_own_stats(job_stats_.emplace_back());
  }
  if (!spec.beside) return;
  for (int number = 0; number < spec.beside->numjobs; ++number) {
    const auto index = static_cast<std::uint64_t>(number);
    const int behind = spec.job.numjobs + number;
    beside_jobs_.emplace_back(kernel_, file_of(*spec.beside), *spec.beside,
                              FioJob::Identity{fmt::format("beside.{}", number), number, behind},
                              sim::stream(seed, replication, "beside.offsets", index),
                              sim::stream(seed, replication, "beside.commands", index), beside_stats_,
                              [job_ended, behind] { job_ended(behind); });
  }
}

// A run may end with threads inside of files, and the locks that they hold there are given back.
System::~System() {
  jobs_.clear();
  beside_jobs_.clear();
  kernel_.end_threads();
}

void System::open_device(BlockDevice& device, std::string_view upper) {
  fio_file_ = open_file(kernel_, upper, {.device = device, .work_stage = Stage::upper_work});
  bios_ = std::make_unique<GeneratorBios>(device);
}

File& System::file_of(const FioJobSpec& job) {
  if (job.ioengine == IoEngine::kbio) {
    if (!bios_) throw std::invalid_argument("kbio has no device to submit bios to");
    return *bios_;
  }
  if (fio_file_) return *fio_file_;
  return emulation_ ? static_cast<File&>(*emulation_) : *backing_;
}

BlockDevice* System::tested_device(const DesignSpec& design) {
  switch (design.target) {
    case Target::loop:
      loop_ = std::make_unique<LoopDevice>(kernel_, *backing_, make_policy(design), design);
      return &loop_->queue();
    case Target::dm_loop:
      dm_loop_ = std::make_unique<DmLoop>(kernel_, *disk_);
      return dm_loop_.get();
    case Target::raw:
    case Target::file:
    case Target::emulation:
      break;
  }
  return disk_.get();
}

}  // namespace loopsim::models
