// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <utility>

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
  // Whether a bio always ends in the submitter's context, before submit() returns.
  virtual bool ends_in_submission() const { return false; }
};

// The rest of submit_bio() once a device had to be waited for.
template <typename T>
sim::Task<T> submit_bio_later(Current& current, sim::Task<> waiting, T result) {
  co_await waiting;
  while (Bio* bio = current.bio_list.pop()) co_await bio->device->submit(current, *bio);
  current.in_submit_bio = false;
  co_return result;
}

// Submits `bio` to its device and returns `result`. While one submit_bio() is active in a task, further bios that the
// driver or a file system below it submits only join the task's list, and are started one after another once the first
// has returned: so the stack does not grow with the depth of stacked devices.
template <typename T>
sim::Task<T> submit_bio(Current& current, Bio& bio, T result) {
  if (current.in_submit_bio) {
    current.bio_list.push(bio);
    return sim::Task<T>::ready(result);
  }
  current.in_submit_bio = true;
  for (Bio* next = &bio; next != nullptr; next = current.bio_list.pop()) {
    sim::Task<> call = next->device->submit(current, *next);
    if (call.returned()) continue;
    if (call.last_step() == nullptr || !current.bio_list.empty()) {
      return submit_bio_later(current, std::move(call), result);
    }
    current.in_submit_bio = false;
    return sim::Task<T>::last(*call.last_step(), result);
  }
  current.in_submit_bio = false;
  return sim::Task<T>::ready(result);
}

}  // namespace loopsim::models
