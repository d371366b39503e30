// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/measurements/measurement.hpp"
#include "scenarios/input_error.hpp"

namespace loopsim::analysis {

// One kind of latency of one direction in fio's output, in ns.
struct FioLatency {
  double mean = 0;
  std::vector<Percentile> percentiles;         // ascending; as many as fio was told to print
  std::map<std::int64_t, std::uint64_t> bins;  // json+ only: completions by the value of their bin
};

// One direction of one job. A kind of latency that fio was not told to print is empty.
struct FioDirection {
  std::uint64_t total_ios = 0;
  double iops = 0;
  std::optional<FioLatency> slat;
  std::optional<FioLatency> clat;
  std::optional<FioLatency> lat;
};

// One entry of `jobs[]`: one job, or all jobs of a group with group_reporting.
struct FioJob {
  std::string name;
  std::map<std::string, std::string> options;  // global ones included; an option without a value is ""
  FioDirection read;
  FioDirection write;
  double usr_cpu = 0;  // per cent of one CPU, mean over the jobs of a group
  double sys_cpu = 0;
  std::uint64_t ctx = 0;  // context switches of all jobs of a group

  // The value of an option, or fio's default.
  std::string option(const std::string& key, const std::string& otherwise) const;
};

// What `fio --output-format=json` or `json+` prints.
struct FioOutput {
  std::string file;
  std::string version;
  std::vector<FioJob> jobs;  // at least one
};

// Throws InputError for text that is no JSON (with line and column), not from fio 3 or later, without jobs, with a job
// that ended with an error, or with a number that is negative or missing. Lines before the first brace are warnings of
// fio's and passed over. `file` is how errors name it.
FioOutput parse_fio_json(std::string_view text, const std::string& file);

// What fio's output does not say about a run.
struct RunFields {
  std::string kernel;
  std::string accel;
  std::optional<int> cpus;
  std::string sched;
  std::string condition;
  std::string fs;
  std::string device;
  std::string target = "loop";
  std::string mapping;
  std::string policy;
};

// The output as one row: entries of one group add up. Percentiles are those of the one direction that did I/O; where
// both did, there are none, since percentiles do not add. Throws InputError when the jobs differ in what they ran, or
// ran what no row stands for: buffered I/O, another engine, more than one file.
Measurement measurement_of(const FioOutput& output, const RunFields& fields);

}  // namespace loopsim::analysis
