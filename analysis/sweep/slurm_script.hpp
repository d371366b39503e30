// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>

namespace loopsim::analysis {

// An array job that runs a sweep, one task for each shard. Texts are as a shell takes them: quoted where they must be.
struct SlurmJob {
  std::string name;
  int shards = 1;
  std::string directory;  // absolute; task i leaves its results in DIRECTORY/shard-i
  std::string command;    // `loopsim sweep FILE` and its options, without those that make a shard of it
  std::string program;    // to merge the shards with
};

// The text to give to sbatch. A task that is requeued goes on where it was killed.
std::string slurm_script(const SlurmJob& job);

}  // namespace loopsim::analysis
