// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "analysis/sweep/run_sweep.hpp"
#include "tests/scenarios/example_files.hpp"

namespace loopsim::analysis {

// A sweep over the example scenario, in its directory, with a runner that simulates nothing: its results tell the
// number of CPUs and jobs, and a line in the file `ran` tells of each call.
class SweepFiles {
 public:
  SweepFiles();

  std::filesystem::path in(const std::string& name) const;
  std::string text_of(const std::string& name) const;

  // Replaces the axes, `machine.cpus: [1, 2, 3, 4, 5]` at first.
  void write_axes(const std::string& axes);

  // Options for the directory `out`.
  SweepOptions options(int jobs, const std::string& out) const;

  // Plans and runs the sweep, or a shard of it.
  SweepReport run(const SweepOptions& options, Shard shard = {}) const;

  // How often the runner was called since this was last asked.
  std::size_t take_runs() const;

 private:
  scenarios::ExampleFiles files_;
};

}  // namespace loopsim::analysis
