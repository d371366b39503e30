// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/bio.hpp"
#include "models/current.hpp"
#include "sim/process.hpp"

namespace loopsim::models {

// Anything bios can be submitted to: a disk, a loop device, a device-mapper target.
class BlockDevice {
 public:
  BlockDevice() = default;
  BlockDevice(const BlockDevice&) = delete;
  BlockDevice& operator=(const BlockDevice&) = delete;
  virtual ~BlockDevice() = default;

  // The device's own part of submit_bio(). Returns when the bio is on its way; its end may come earlier or later.
  virtual sim::Task<> submit(Current& current, Bio& bio) = 0;
};

// Starts `first` on its device, then whatever joined the task's list meanwhile, then returns `result`.
template <typename T>
sim::Task<T> submit_bio_list(Current& current, Bio& first, T result) {
  BioList list;
  current.bio_list = &list;
  for (Bio* bio = &first; bio != nullptr; bio = list.pop()) {
    co_await bio->device->submit(current, *bio);
  }
  current.bio_list = nullptr;
  co_return result;
}

// Submits `bio` to its device and returns `result`. While one submit_bio() is active in a task, further bios that the
// driver or a file system below it submits only join the task's list, and are started one after another once the first
// has returned: so the stack does not grow with the depth of stacked devices.
template <typename T>
sim::Task<T> submit_bio(Current& current, Bio& bio, T result) {
  if (current.bio_list == nullptr) return submit_bio_list(current, bio, result);
  current.bio_list->push(bio);
  return sim::Task<T>::ready(result);
}

}  // namespace loopsim::models
