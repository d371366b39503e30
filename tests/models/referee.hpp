// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>

#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace loopsim::models {

// The path of a command, reduced to what can be written down twice: jobs that keep iodepth commands in flight, a set of
// tags, a worker, and a device with parallel units. Times in ns.
struct RefereeSpec {
  // Who submits to the device: a worker, one command after another, or the job itself.
  enum class Submitter { worker, job };

  Submitter submitter = Submitter::worker;
  int numjobs = 1;
  int iodepth = 1;
  int tags = 128;
  sim::SimTime job_time = 0;     // of a job's CPU, for each command
  sim::SimTime worker_time = 0;  // of the worker's CPU, for each command
  int units = 1;
  sim::Distribution service;  // of a command on one of the device's units
  sim::SimTime ramp_time = 0;
  sim::SimTime runtime = 0;  // of the measurement window that follows the ramp
  std::uint64_t seed = 1;
};

struct RefereeResult {
  std::uint64_t ios = 0;        // completed in the window
  double mean_latency = 0;      // of those, from submission to reaping, ns
  std::uint64_t ios_total = 0;  // ramp and drain included
  double wall_seconds = 0;
};

// Simulates that path the way SimGrid's manual would have it: an actor for each job, for the worker and for each unit
// of the device, with semaphores between them and sleeps for the time things take. Shares nothing with the product but
// its random numbers. Once per process, since SimGrid's clock cannot be reset.
RefereeResult run_referee(const RefereeSpec& spec);

}  // namespace loopsim::models
