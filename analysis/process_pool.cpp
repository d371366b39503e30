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
  Pool(const std::vector<Job>& jobs, const PoolOptions& options)
      : jobs_(jobs), options_(options), results_(jobs.size()) {}

  std::vector<std::string> run() {
    report_progress();
    while (done_ < jobs_.size()) {
      start_children();
      wait_for_input();
      collect();
    }
    return std::move(results_);
  }

 private:
  struct Running {
    std::size_t job;
    ChildProcess child;
    bool readable = false;
  };

  void start_children() {
    const auto workers = static_cast<std::size_t>(options_.workers);
    for (; started_ < jobs_.size() && running_.size() < workers; ++started_) {
      running_.push_back({started_, ChildProcess(jobs_[started_])});
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
        results_[running->job] = running->child.finish();
        running = running_.erase(running);
        ++done_;
        report_progress();
      } else {
        ++running;
      }
    }
  }

  void report_progress() const {
    if (options_.progress) {
      options_.progress(done_, jobs_.size());
    }
  }

  const std::vector<Job>& jobs_;
  const PoolOptions& options_;
  SignalWatch signals_;  // outlives the children, which inherit its mask
  std::vector<Running> running_;
  std::vector<std::string> results_;
  std::size_t started_ = 0;
  std::size_t done_ = 0;
};

}  // namespace

std::vector<std::string> run_in_processes(const std::vector<Job>& jobs, const PoolOptions& options) {
  if (options.workers < 1) {
    throw std::invalid_argument("a pool needs at least one worker");
  }
  return Pool(jobs, options).run();
}

}  // namespace loopsim::analysis
