// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/slurm_script.hpp"

#include <fmt/format.h>

namespace loopsim::analysis {

std::string slurm_script(const SlurmJob& job) {
  return fmt::format(
      "#!/bin/sh\n"
      "# After the last task: {program} merge {directory}/shard-* --out {directory}/merged\n"
      "#SBATCH --job-name={name}\n"
      "#SBATCH --array=1-{shards}\n"
      "#SBATCH --cpus-per-task=1\n"
      "#SBATCH --requeue\n"
      "#SBATCH --open-mode=append\n"
      "#SBATCH --output={directory}/slurm-%a.log\n"
      "task=$SLURM_ARRAY_TASK_ID\n"
      "exec {command} --quiet --jobs \"${{SLURM_CPUS_PER_TASK:-1}}\" --shard \"$task/{shards}\" "
      "--out {directory}/\"shard-$task\"\n",
      fmt::arg("program", job.program), fmt::arg("directory", job.directory), fmt::arg("name", job.name),
      fmt::arg("shards", job.shards), fmt::arg("command", job.command));
}

}  // namespace loopsim::analysis
