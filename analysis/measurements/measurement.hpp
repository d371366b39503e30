// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/config.hpp"
#include "scenarios/input_error.hpp"
#include "sim/time.hpp"

namespace loopsim::analysis {

// A point of a measured latency distribution.
struct Percentile {
  double per_cent = 0;  // in (0, 100)
  double ns = 0;
};

// What a measured latency covers, in fio's words.
enum class LatencyKind {
  total,       // lat: from the start of the submission to the reaping
  completion,  // clat: from the end of the submission
};

// One measured configuration: what ran, where, and how fast it was. Texts are those of the file it came from; the
// reader has checked that they mean something, not that the simulator can do it.
struct Measurement {
  scenarios::Place source;  // of its row; line 0 for a file that is one row

  // The machine.
  std::string kernel;  // as written, starts with MAJOR.MINOR
  models::KernelVersion era;
  std::string accel;        // what runs a guest, such as tcg; may be empty
  std::optional<int> cpus;  // where the row says
  std::string sched;        // scheduling class of the run: other, rr; may be empty
  std::string condition;    // what else was special; may be empty

  // The design.
  std::string fs;
  std::string device;
  std::optional<sim::SimTime> device_latency;  // ns, where the row says
  std::string target = "loop";                 // loop, file, bdev or emulation
  std::string mapping;                         // stable, unwritten or sparse
  std::string policy;

  // The fio job: direct I/O, time based.
  std::string rw;
  std::string engine;
  int jobs = 1;
  int iodepth = 1;
  std::uint64_t bs = 4096;  // bytes
  int rwmixread = 50;       // per cent, of mixed rw

  // The result. With several repetitions iops is their median.
  int repetitions = 1;
  double iops = 0;
  double iops_min = 0;
  double iops_max = 0;
  LatencyKind latency_kind = LatencyKind::total;
  std::optional<double> latency_mean_ns;
  std::vector<Percentile> percentiles;  // ascending; empty where not known

  // (max - min) / median of the repetitions; a single run says nothing about it.
  std::optional<double> spread() const {
    return repetitions > 1 ? std::optional((iops_max - iops_min) / iops) : std::nullopt;
  }
};

// The values of `rw` that a row may have: rows count reads and writes, so trims are none.
std::vector<std::string> measured_rw_words();

// Everything that tells one configuration from another, in one line: kernel, machine, design and job, parts that the
// row does not have left out. Rows of the same name are repetitions.
std::string name_of(const Measurement& row);

// The same without the policy: rows that share it differ in nothing else.
std::string name_without_policy(const Measurement& row);

// The name in two parts, for tables: what a group of rows has in common (design, device, machine, condition), and what
// tells its rows apart (job and policy). Rows that agree in both have the same name.
std::string heading_of(const Measurement& row);
std::string label_of(const Measurement& row);

}  // namespace loopsim::analysis
