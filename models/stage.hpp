// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace loopsim::models {

// Where a command is at every instant between fio's submission and fio's reaping it. The stages of one command follow
// each other without gap or overlap, so their times sum to its latency exactly.
enum class Stage : unsigned char {
  submit,      // CPU of the submitter: system call, upper file system, block layer, queue_rq
  tag_wait,    // asleep until a tag is free
  attempt,     // NOWAIT submission to the backing file
  list_wait,   // on a worker's list
  worker,      // in the kworker's hands, blocking submission included
  lower_wait,  // waiting for a tag of the lower device, or for one of its units
  device,      // in service
  irq,         // interrupt until the end of the lower bio
  dio_work,    // completion workqueue of the backing file, or conversion in the caller of a synchronous I/O
  complete,    // softirq, IPI or ksoftirqd until the end of the loop request
  upper_work,  // completion workqueue of the file system above the tested device
  reap,        // completed, until fio has the event
};

inline constexpr std::size_t kStages = 12;
inline constexpr std::array<std::string_view, kStages> kStageNames = {
    "submit", "tag_wait", "attempt",  "list_wait", "worker",     "lower_wait",
    "device", "irq",      "dio_work", "complete",  "upper_work", "reap"};

}  // namespace loopsim::models
