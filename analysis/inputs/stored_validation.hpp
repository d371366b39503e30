// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/interval.hpp"
#include "analysis/outputs/provenance.hpp"

namespace loopsim::analysis {

// A measured row beside its simulation, as validation.json has it.
struct StoredRow {
  std::string machine;
  std::string name;
  bool fitted = false;
  double measured = 0;   // IOPS, like those below
  double tolerance = 0;  // as a fraction of the measured rate
  Estimate simulated;
  double error = 0;  // simulated over measured, minus 1
};

// The error of some rows of a machine.
struct StoredErrors {
  std::size_t rows = 0;
  double mape = 0;
  double worst = 0;
  std::string worst_row;
};

// What the rows of one machine say together, or, with an empty name, those of all.
struct StoredFindings {
  std::string machine;
  std::size_t rows = 0;
  std::optional<StoredErrors> predicted;
  std::optional<StoredErrors> fitted;
  std::optional<double> rank_correlation;
  std::size_t clear_signs = 0;
  std::size_t right_signs = 0;
};

// What pictures and reports need of a directory that `loopsim validate --out` left.
struct StoredValidation {
  std::filesystem::path directory;
  std::string name;
  std::string question;
  Provenance provenance;  // without a scenario: a table has many
  std::uint64_t seed = 0;
  int replications = 0;
  std::vector<StoredRow> rows;
  std::vector<StoredFindings> machines;
  StoredFindings all;
  std::size_t left_out = 0;
};

// Reads and checks validation.json. Throws scenarios::InputError.
StoredValidation read_validation(const std::filesystem::path& directory);

}  // namespace loopsim::analysis
