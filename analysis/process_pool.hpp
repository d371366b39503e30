// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace loopsim::analysis {

// A piece of work that runs in a process of its own. What it returns reaches the parent; what it changes in memory does
// not.
struct Job {
  std::string name;  // for error messages
  std::function<std::string()> work;
};

// A job threw, was killed by a signal, or left without a result. The message starts with the name of the job.
class JobError : public std::runtime_error {
 public:
  JobError(const std::string& job, const std::string& reason, int signal = 0)
      : std::runtime_error(job + ": " + reason), signal_(signal) {}

  // The signal that killed it, or 0.
  int signal() const { return signal_; }

 private:
  int signal_;
};

// SIGINT or SIGTERM came while jobs were running.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

// Told before the first job and after each. May be empty.
using ProgressCallback = std::function<void(std::size_t done, std::size_t total)>;

struct PoolOptions {
  int workers = 1;  // processes at a time, at least 1
  ProgressCallback progress;
};

// How a job of a stream ended: with a result, or with an error.
struct JobOutcome {
  std::size_t job = 0;  // counted in the order in which they were started
  std::string result;
  std::optional<JobError> error;
};

// Gives one job after the other, and nothing when there are no more.
using JobSource = std::function<std::optional<Job>()>;

// Runs the jobs of `next` in forked children, `workers` at a time, and hands each outcome to `take` as it comes, in no
// certain order. What `take` throws ends the rest, and so do SIGINT and SIGTERM, unless ignored by the caller, which
// throw Interrupted. No child outlives the call, nor the parent. Forking is only safe from a single thread.
void stream_through_processes(int workers, const JobSource& next, const std::function<void(JobOutcome)>& take);

// Runs every job in a forked child, `workers` at a time, and returns their results in the order of the jobs. The first
// job that fails ends the rest and throws JobError; otherwise as stream_through_processes().
std::vector<std::string> run_in_processes(const std::vector<Job>& jobs, const PoolOptions& options);

}  // namespace loopsim::analysis
