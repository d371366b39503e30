// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/bio.hpp"
#include "sim/processors.hpp"

namespace loopsim::models {

// The kernel's `current`: the running task with the state that the block layer keeps in it.
struct Current {
  sim::Thread& thread;
  BioList* bio_list = nullptr;  // active inside submit_bio(): bios submitted meanwhile wait here

  sim::Context context() const { return sim::Context(thread); }
};

}  // namespace loopsim::models
