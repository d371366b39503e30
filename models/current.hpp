// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/bio.hpp"
#include "sim/processors.hpp"

namespace loopsim::models {

class Plug;

// The kernel's `current`: the running task with the state that the block layer keeps in it.
struct Current {
  sim::Thread& thread;
  bool in_submit_bio = false;  // bios submitted meanwhile wait in bio_list
  BioList bio_list{};
  Plug* plug = nullptr;  // requests are held back in it

  sim::Context context() const { return sim::Context(thread); }
};

}  // namespace loopsim::models
