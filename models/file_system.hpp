// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "models/config.hpp"
#include "models/extent_map.hpp"
#include "models/file.hpp"
#include "models/kernel.hpp"
#include "models/page_cache.hpp"
#include "models/registration.hpp"
#include "models/stage.hpp"

namespace loopsim::models {

// What a file of one file system is opened with.
struct FileParameters {
  BlockDevice& device;          // that the file system is on
  Stage work_stage;             // stage of a command while this file's completion work has it
  std::uint64_t blocks = 1;     // of 4 KiB
  InitialMapping mapping = {};  // before the run
  std::uint64_t layout_seed = 0;
  bool cold = false;  // the extent list is not in memory
  bool lazytime = false;
  bool noatime = false;
  bool nocmtime = false;
  Ext4Discard ext4_discard = Ext4Discard::deferred;
  std::optional<PageCacheParameters> page_cache = {};  // opened without O_DIRECT, if any
  std::uint64_t watched = 0;                           // blocks that fio may touch; see FirstPass
  std::function<void()> first_pass_ended = {};
};

// Kinds of files by file system; a block device opened directly counts as one.
using FileSystemRegistry = Registry<File, Kernel&, const FileParameters&>;

}  // namespace loopsim::models
