// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <string>

#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::scenarios {

// A machine and a scenario that are right, for tests to change.
inline constexpr const char* kExampleMachine = R"yaml(
schema_version: 1
name: example-machine
about: >
  For tests.
base: base.yaml
cpus: 8
hz: 250
kernel: 6.10
costs:
  psync: {value: 600ns, source: fit, fitted: true}
devices:
  disk0:
    kind: disk
    placement: hashed
    units: {value: 8, range: [1, 64], source: data sheet}
    read_service: {value: "lognormal(50us, cv 0.3)", range: [20us, 200us], source: measured}
    write_service: {value: 40us, range: [20us, 200us], source: measured}
    tags: {value: 128, source: data sheet}
    submit: {value: 600ns, range: [300ns, 1200ns], source: estimate}
  ram0:
    kind: ramdisk
    submit: {value: 800ns, range: [500ns, 900ns], source: estimate}
fitted_on: [T1.async]
)yaml";

inline constexpr const char* kExampleScenario = R"yaml(
schema_version: 1
name: example
question: Is it right?
machine: machines/machine.yaml
replications: 3
seed: 7
workload: {bs: 4k, runtime: 1s, time_based: true, iodepth: 16}
design: {device: disk0, file_size: 1GiB, backing: xfs, policy: nowait}
cases:
  sync: {ioengine: psync, rw: rw, rwmixread: 70}
  async: {ioengine: libaio, rw: randwrite, norandommap: true, numjobs: 4, size: 64m, offset_increment: 64m}
variants:
  raw: {target: raw}
  in-tree: {baseline: true, target: loop, policy: workqueue, upper: ext4}
  new: {target: loop, hw_queues: 4, queue_depth: 64, kernel: 6.19, against: raw, note: "never published"}
published:
  async:
    raw: {iops: 204288.5, row: T1.async}
    new: {iops: 1000, row: T2.async}
)yaml";

// The two files in a directory of their own, the machine based on the project's bare-metal costs.
class ExampleFiles {
 public:
  ExampleFiles() {
    std::filesystem::create_directory(directory_.path() / "machines");
    std::filesystem::copy_file(std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios" / "machines" / "bare-metal.yaml",
                               directory_.path() / "machines" / "base.yaml");
    machine = directory_.write("machines/machine.yaml", kExampleMachine);
    scenario = directory_.write("scenario.yaml", kExampleScenario);
  }

  std::filesystem::path write(const std::filesystem::path& name, const std::string& text) const {
    return directory_.write(name, text);
  }

  // `text` without the name of the directory.
  std::string relative(std::string text) const {
    const std::string prefix = directory_.path().string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
      text.erase(at, prefix.size());
    }
    return text;
  }

  std::filesystem::path machine;
  std::filesystem::path scenario;

 private:
  TemporaryDirectory directory_;
};

}  // namespace loopsim::scenarios
