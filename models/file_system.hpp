// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/file.hpp"
#include "models/kernel.hpp"
#include "models/registration.hpp"
#include "models/stage.hpp"

namespace loopsim::models {

// What a file of one file system is opened with.
struct FileParameters {
  BlockDevice& device;  // that the file system is on
  Stage work_stage;     // stage of a command while this file's completion work has it
};

// Kinds of files by file system; a block device opened directly counts as one.
using FileSystemRegistry = Registry<File, Kernel&, const FileParameters&>;

}  // namespace loopsim::models
