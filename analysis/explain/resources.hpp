// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/explain/cell_facts.hpp"

namespace loopsim::analysis {

// Something that commands have to share, and the part of it that was in use over the window.
struct Resource {
  enum class Kind {
    server,  // serves commands; nothing gets faster than it while it is busy all the time
    pool,    // tags, queue slots: full because of something else, which holds them for long
  };

  std::string key;   // in files: kworker, device, cpus, ...
  std::string name;  // in sentences, with article: "the kworker"
  Kind kind = Kind::server;
  double busy = 0;  // [0, 1], where counting at the edges of the window does not add a little
  int rank = 0;     // the lower, the more it says: a kworker before the CPU that it occupies
};

// Above this a server counts as saturated: at random arrivals its queue is what a command waits in.
inline constexpr double kSaturated = 0.9;
// Below this no server is what limits; the commands' own latency is.
inline constexpr double kRelaxed = 0.75;

// Every resource that the system has and the run used, the busiest first.
std::vector<Resource> resources(const CellFacts& facts);

// The server that binds, or would first: the busiest, or of several that are within two hundredths of it the one that
// says most. nullptr where nothing ran.
const Resource* binding_server(const std::vector<Resource>& resources);
// The next one behind `binding`, leaving out those that are busy because of the same thing: the CPU that one saturated
// thread occupies. nullptr if there is none.
const Resource* next_server(const std::vector<Resource>& resources, const Resource& binding);

}  // namespace loopsim::analysis
