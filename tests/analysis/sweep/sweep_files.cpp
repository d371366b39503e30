// SPDX-License-Identifier: GPL-2.0
#include "tests/analysis/sweep/sweep_files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/analysis/fake_results.hpp"

namespace loopsim::analysis {

SweepFiles::SweepFiles() { write_axes("machine.cpus: [1, 2, 3, 4, 5]"); }

std::filesystem::path SweepFiles::in(const std::string& name) const { return files_.scenario.parent_path() / name; }

std::string SweepFiles::text_of(const std::string& name) const {
  std::ifstream stream(in(name), std::ios::binary);
  if (!stream) {
    throw std::runtime_error("cannot read " + name);
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

void SweepFiles::write_axes(const std::string& axes) {
  files_.write(
      "sweep.yaml",
      "schema_version: 1\nname: map\nquestion: Where?\nscenario: scenario.yaml\nvariants: [raw, in-tree]\naxes: {" +
          axes + "}\n");
}

SweepOptions SweepFiles::options(int jobs, const std::string& out) const {
  SweepOptions options;
  options.runner = [ran = in("ran")](const models::SystemSpec& spec, const models::RunOptions& run) {
    std::ofstream(ran, std::ios::app) << "x";
    return fake_run(1000 * static_cast<std::uint64_t>(spec.machine.cpus) + static_cast<std::uint64_t>(spec.job.numjobs),
                    run.replication);
  };
  options.jobs = jobs;
  options.version = "1.0";
  options.directory = in(out);
  return options;
}

SweepReport SweepFiles::run(const SweepOptions& options, Shard shard) const {
  const scenarios::Sweep sweep = scenarios::load_sweep(in("sweep.yaml"));
  scenarios::SweepScenario scenario(sweep, {});
  const auto points = points_of(sweep, scenarios::kManyPoints);
  return run_sweep(sweep, scenario, plan_sweep(sweep, scenario, points, shard, options.version), options);
}

std::size_t SweepFiles::take_runs() const {
  if (!std::filesystem::exists(in("ran"))) {
    return 0;
  }
  const std::size_t count = text_of("ran").size();
  std::filesystem::remove(in("ran"));
  return count;
}

}  // namespace loopsim::analysis
