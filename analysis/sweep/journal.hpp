// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "analysis/append_log.hpp"

namespace loopsim::analysis {

// The record of a sweep, a line for each point that was computed: `done ID SECONDS s`, or `failed ID REASON .`. It
// tells how long points take and why they failed; which of them are there the store knows, so a line that was torn or
// never written loses nothing. While a journal is open it locks its directory against a second sweep.
class Journal {
 public:
  // Throws std::runtime_error if another process has it open, and std::system_error as the rest does when the file
  // system refuses.
  explicit Journal(const std::filesystem::path& file);

  void done(std::string_view id, double seconds);
  void failed(std::string_view id, std::string_view reason);

 private:
  AppendLog log_;
};

// How long each point took, in seconds of one process; nothing for a file that is not there. Lines that are not whole
// are passed over.
std::map<std::string, double> recorded_seconds(const std::filesystem::path& journal);

}  // namespace loopsim::analysis
