// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "analysis/append_log.hpp"

namespace loopsim::analysis {

// Simulated rates that a calibration has asked for, by what they depend on (analysis/sweep/point_id.hpp), so that one
// that was interrupted goes on where it was. In a file, a line `ID IOPS` for each; a line that is not whole is as if it
// were not there. Rates are kept as they are written, so that a resumed fit takes the same steps.
class RateJournal {
 public:
  // In memory only.
  RateJournal() = default;

  // Throws std::runtime_error if another process has the file open, and std::system_error when the file system refuses.
  explicit RateJournal(const std::filesystem::path& file);

  std::optional<double> find(const std::string& id) const;
  void add(const std::string& id, double iops);

  std::size_t size() const { return rates_.size(); }

 private:
  std::map<std::string, double> rates_;
  std::optional<AppendLog> log_;
};

}  // namespace loopsim::analysis
