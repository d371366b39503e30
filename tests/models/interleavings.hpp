// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/op.hpp"
#include "sim/time.hpp"

namespace loopsim::models {

// A few commands that meet in one loop device.
struct Encounter {
  std::string policy;
  std::vector<Op> commands;  // dealt to the submitters in turn
  int submitters = 1;
  int cgroups = 1;  // command k is of cgroup k modulo this
  int tags = 2;     // of each hardware queue
  int hw_queues = 1;
  sim::SimTime lag = 0;   // from the start of a submitter to that of the next
  sim::SimTime rest = 0;  // of a submitter between two commands
};

struct Exploration {
  std::uint64_t runs = 0;
  std::uint64_t refused = 0;  // commands that the file refused, over all runs
  std::uint64_t skipped = 0;  // attempts that the policy did not make, likewise
  std::uint64_t tag_waits = 0;
  std::string violation;  // of the first run in which something did not hold; empty if all did
};

// Runs an encounter in every order of simultaneous events, with every behaviour of the file under the loop device, and
// checks in each: no command is lost, none ends twice or before its I/O was done, none comes back with NOWAIT after a
// refusal, one command of a cgroup at a time is submitted by workers (but under `threaded`), a tag is held as long as
// its command lives, blocking writes are counted as long as they are queued or being submitted, and at the end all is
// as it was at the beginning.
Exploration explore(const Encounter& encounter);

// Encounters under every policy, most of them of two commands, that are quickly explored.
std::vector<Encounter> small_encounters();

}  // namespace loopsim::models
