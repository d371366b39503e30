// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/config.hpp"
#include "scenarios/input_error.hpp"
#include "scenarios/precision.hpp"

namespace loopsim::scenarios {

// A measured or published value beside which a simulated cell is printed.
struct Published {
  double iops = 0;
  std::string row;      // which row of which source
  bool fitted = false;  // the machine file was fitted on this row; otherwise the cell is a prediction
};

// A named workload: fio's jobs, and those that run beside them and are counted apart.
struct Case {
  std::string name;
  models::FioJobSpec job;
  std::optional<models::FioJobSpec> beside = {};
};

// A named design. Ratios are taken within a case: against the variant marked as baseline, or against the one that
// `against` names.
struct Variant {
  std::string name;
  bool baseline = false;
  std::string against;  // name of the variant to compare with, perhaps its own; empty for the baseline
  models::DesignSpec design;
  std::string device;  // one of the machine's devices
  std::string note;    // printed beside the result, e.g. "never published"

  // Compared with nothing, since others are compared with it.
  bool is_base() const { return baseline || against == name; }
};

// One value of a machine file with what makes it honest.
struct Parameter {
  std::string name;   // as in YAML: cost or device.key
  std::string value;  // with unit, as written
  std::string range;  // with unit, as written; empty where the file gives none
  std::string source;
  bool fitted = false;
};

// A machine file: every cost with unit, range and source, the devices that can be put under the file system, and the
// rows that the file was fitted on.
struct Machine {
  models::MachineSpec spec;
  std::string about;                        // may be empty
  models::KernelVersion kernel;             // of variants that name none
  std::vector<models::DeviceSpec> devices;  // in file order
  std::vector<Parameter> parameters;        // in file order, base file first
  std::vector<std::string> fitted_on;       // names of published rows
};

// A scenario, checked and resolved: every key accounted for, units converted, files it refers to read. Cases cross
// variants; a cell is one of each.
struct Scenario {
  std::string name;
  std::string question;
  std::filesystem::path machine_file;  // relative to the scenario
  Machine machine;
  std::vector<Case> cases;        // at least one
  std::vector<Variant> variants;  // at least one, exactly one baseline
  int replications = 1;
  std::optional<Precision> precision;  // asks for more of them
  std::uint64_t seed = 1;

  // Everything the models need for one cell.
  models::SystemSpec system(const Case& workload, const Variant& design) const;
  const Variant& baseline() const;
  std::optional<Published> published(const Case& workload, const Variant& design) const;

  // Indexed by case, then variant, in file order; see published().
  std::vector<std::vector<std::optional<Published>>> published_cells;
};

// `--set key=value`: a dotted path into the scenario (variants.nowait.hw_queues=4, cases.async.runtime=1s) or its
// machine (costs.psync=600ns, devices.pm1733.units=16, machine.cpus=8). `cases.*.KEY` and `variants.*.KEY` set a key in
// all of them for which it has a meaning; what is set for one of them by name goes before it. Checked as the file is; a
// value that it makes meaningless elsewhere in the file is passed over.
struct Override {
  std::string key;
  std::string value;

  // Where a file has it, for errors; nothing for the command line.
  struct Origin {
    Place key;
    Place value;
  };
  std::optional<Origin> origin = std::nullopt;
};

// Reads and checks a scenario and the machine file it names. Throws InputError (scenarios/input_error.hpp) for the
// first thing that is wrong, with its place; reads nothing but the two files and writes nothing.
Scenario load_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides = {});

// The resolved scenario as YAML that load_scenario() accepts and resolves to the same Scenario.
std::string to_yaml(const Scenario& scenario);

}  // namespace loopsim::scenarios
