// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace loopsim::analysis {

// The contents of the files that `loopsim run --out` leaves.
struct ResultFiles {
  std::string runs_csv;
  std::string summary_csv;
  std::string timeseries_csv;
  std::string summary_json;
  std::string resolved_yaml;
  std::string jobs_csv = {};  // empty: there is no such file
};

// A file to be: its name in the directory and what it holds.
struct NamedText {
  std::string name;
  std::string content;
};

// What pictures and a report of a result are called beside its files. They are of these results, so they go when new
// results come into their place.
inline constexpr const char* kPlotsName = "plots";
inline constexpr const char* kReportName = "report.html";

// What to do with results that are already there.
enum class Existing { keep, replace };

// The place for the results is taken.
class DestinationError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws DestinationError unless results may be written to `directory`: it does not exist, or is empty, or, with
// Existing::replace, holds nothing but the files of an earlier result, which are called `names`. Throws
// std::runtime_error if no directory can be made there.
void check_destination(const std::filesystem::path& directory, const std::vector<std::string>& names,
                       Existing existing);

// The same for the files of `loopsim run`.
void check_destination(const std::filesystem::path& directory, Existing existing);

// Writes the files into a temporary directory beside `directory` and renames it into place, so that a reader finds all
// of a result or none of it. Creates parent directories. Throws DestinationError as check_destination() does, and
// std::system_error when the file system refuses.
void write_results(const std::filesystem::path& directory, const std::vector<NamedText>& files, Existing existing);
void write_results(const std::filesystem::path& directory, const ResultFiles& files, Existing existing);

}  // namespace loopsim::analysis
