// SPDX-License-Identifier: GPL-2.0
#include "analysis/process_pool.hpp"

#include <poll.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "analysis/child_process.hpp"
#include "analysis/signal_watch.hpp"

namespace loopsim::analysis {
namespace {

class Pool {
 public:
  Pool(int workers, const JobSource& next, const std::function<void(JobOutcome)>& take)
      : workers_(static_cast<std::size_t>(workers)), next_(next), take_(take) {}

  void run() {
    start_children();
    while (!running_.empty()) {
      wait_for_input();
      collect();
      start_children();
    }
  }

 private:
  struct Running {
    std::size_t job;
    ChildProcess child;
    bool readable = false;
  };

  void start_children() {
    while (running_.size() < workers_) {
      const std::optional<Job> job = next_();
      if (!job) {
        return;
      }
      running_.push_back({started_++, ChildProcess(*job)});
    }
  }

  void wait_for_input() {
    std::vector<pollfd> polled{{signals_.descriptor(), POLLIN, 0}};
    for (const Running& running : running_) {
      polled.push_back({running.child.pipe(), POLLIN, 0});
    }
    while (::poll(polled.data(), polled.size(), -1) < 0) {
      if (errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "cannot wait for child processes");
      }
    }
    if (polled.front().revents != 0) {
      signals_.take();
      throw Interrupted();
    }
    for (std::size_t i = 0; i < running_.size(); ++i) {
      running_[i].readable = polled[i + 1].revents != 0;
    }
  }

  void collect() {
    for (auto running = running_.begin(); running != running_.end();) {
      if (running->readable && running->child.read_some()) {
        JobOutcome outcome = outcome_of(*running);
        running = running_.erase(running);
        take_(std::move(outcome));
      } else {
        ++running;
      }
    }
  }

  static JobOutcome outcome_of(Running& running) {
    try {
      return {running.job, running.child.finish(), std::nullopt};
    } catch (const JobError& error) {
      return {running.job, "", error};
    }
  }

  std::size_t workers_;
  const JobSource& next_;
  const std::function<void(JobOutcome)>& take_;
  SignalWatch signals_;  // outlives the children, which inherit its mask
  std::vector<Running> running_;
  std::size_t started_ = 0;
};

}  // namespace

void stream_through_processes(int workers, const JobSource& next, const std::function<void(JobOutcome)>& take) {
  if (workers < 1) {
    throw std::invalid_argument("a pool needs at least one worker");
  }
  Pool(workers, next, take).run();
}

std::vector<std::string> run_in_processes(const std::vector<Job>& jobs, const PoolOptions& options) {
  std::vector<std::string> results(jobs.size());
  std::size_t started = 0;
  std::size_t done = 0;
  const auto report_progress = [&] {
    if (options.progress) {
      options.progress(done, jobs.size());
    }
  };
  report_progress();
  stream_through_processes(
      options.workers, [&] { return started < jobs.size() ? std::optional(jobs[started++]) : std::nullopt; },
      [&](JobOutcome outcome) {
        if (outcome.error) {
          throw JobError(*outcome.error);
        }
        results[outcome.job] = std::move(outcome.result);
        ++done;
        report_progress();
      });
  return results;
}

}  // namespace loopsim::analysis
