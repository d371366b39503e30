// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/run_sweep.hpp"

#include <chrono>
#include <csignal>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "analysis/outputs/result_directory.hpp"
#include "analysis/outputs/writers.hpp"
#include "analysis/process_pool.hpp"
#include "analysis/summary.hpp"
#include "analysis/sweep/journal.hpp"
#include "analysis/sweep/point_store.hpp"
#include "analysis/sweep/results_csv.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

// What a child tells its parent: the first letter, then seconds or a reason.
constexpr char kDone = 'D';
constexpr char kFailed = 'F';
constexpr char kNotStored = 'S';

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

ResultTable simulate(const scenarios::Scenario& scenario, const SweepOptions& options) {
  return run_scenario(scenario, {.runner = options.runner, .mode = options.mode, .jobs = 1, .progress = {}});
}

PointFiles files_of(const ResultTable& table) {
  return {.summary_csv = summary_csv(table, summarize(table)),
          .runs_csv = runs_csv(table),
          .resolved_yaml = scenarios::to_yaml(table.scenario)};
}

// In a child of its own, which a signal from the terminal reaches as it reaches the parent; the parent decides.
std::string compute(const scenarios::Scenario& scenario, const std::string& id, const PointStore& store,
                    const SweepOptions& options) {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  const auto start = std::chrono::steady_clock::now();
  PointFiles files;
  try {
    files = files_of(simulate(scenario, options));
  } catch (const std::exception& error) {
    return kFailed + std::string(error.what());
  }
  try {
    store.put(id, files);
  } catch (const std::exception& error) {
    return kNotStored + std::string(error.what());
  }
  return fmt::format("{}{}", kDone, seconds_since(start));
}

// Removes what killed processes left, before and after a sweep.
class CleanStore {
 public:
  explicit CleanStore(const fs::path& directory) : store_(directory) { store_.remove_unfinished(); }
  CleanStore(const CleanStore&) = delete;
  CleanStore& operator=(const CleanStore&) = delete;
  ~CleanStore() { store_.remove_unfinished(); }

  const PointStore& operator*() const { return store_; }
  const PointStore* operator->() const { return &store_; }

 private:
  PointStore store_;
};

// The first and the last point are often the least and the most that there is to do.
double timed_points(scenarios::SweepScenario& scenario, const SweepPlan& plan, const SweepOptions& options) {
  const std::size_t last = plan.points.size() - 1;
  const std::set<std::size_t> chosen = {0, last / 2, last};
  const auto start = std::chrono::steady_clock::now();
  for (const std::size_t i : chosen) {
    simulate(scenario.at(plan.points[i].point), options);
  }
  return seconds_since(start) / static_cast<double>(chosen.size());
}

class Execution {
 public:
  Execution(const scenarios::Sweep& sweep, scenarios::SweepScenario& scenario, const SweepPlan& plan,
            const SweepOptions& options)
      : sweep_(sweep),
        scenario_(scenario),
        plan_(plan),
        options_(options),
        journal_(options.directory / "journal"),
        store_(options.directory) {}

  SweepReport run() {
    find_work();
    report_progress();
    if (!work_.empty()) {
      remove_results_csv(options_.directory);
    }
    stream_through_processes(
        options_.jobs, [this] { return next_job(); }, [this](const JobOutcome& outcome) { take(outcome); });
    if (failed_.empty() || options_.holes == Holes::leave_out) {
      write_table();
    }
    return {count_, failures()};
  }

 private:
  void find_work() {
    count_.total = plan_.points.size();
    for (const PlannedPoint& planned : plan_.points) {
      if (++times_[planned.id] == 1 && !store_->has(planned.id)) {
        work_.push_back(&planned);
      }
    }
    count_.before = count_.total;
    for (const PlannedPoint* const planned : work_) {
      count_.before -= times_[planned->id];
    }
    count_.done = count_.before;
  }

  std::optional<Job> next_job() {
    if (started_ == work_.size()) {
      return std::nullopt;
    }
    const PlannedPoint& planned = *work_[started_++];
    return Job{point_text(sweep_, planned.point),
               [this, &planned] { return compute(scenario_.at(planned.point), planned.id, *store_, options_); }};
  }

  void take(const JobOutcome& outcome) {
    const PlannedPoint& planned = *work_[outcome.job];
    const char kind = outcome.error ? kFailed : outcome.result.front();
    const std::string rest = outcome.error ? outcome.error->what() : outcome.result.substr(1);
    count_.done += times_[planned.id];
    if (kind == kNotStored) {
      throw std::runtime_error(rest);
    }
    if (kind == kFailed) {
      count_.failed += times_[planned.id];
      failed_.emplace(planned.id, rest);
      journal_.failed(planned.id, rest);
    } else {
      journal_.done(planned.id, std::stod(rest));
    }
    report_progress();
  }

  void write_table() const {
    SweepPlan present = plan_;
    std::erase_if(present.points, [this](const PlannedPoint& planned) { return failed_.contains(planned.id); });
    write_results_csv(options_.directory, sweep_, present, *store_, manifest());
  }

  Manifest manifest() const {
    Manifest manifest{.sweep = sweep_.name,
                      .version = options_.version,
                      .plan = plan_.id,
                      .total = plan_.total,
                      .shard = plan_.shard,
                      .question = sweep_.question,
                      .file = sweep_.file.string(),
                      .scenario = scenarios::to_yaml(scenario_.base())};
    for (const scenarios::Override& setting : scenario_.settings()) {
      manifest.settings.push_back(setting.key + "=" + setting.value);
    }
    return manifest;
  }

  void report_progress() const {
    if (options_.progress) {
      options_.progress(count_);
    }
  }

  std::vector<PointFailure> failures() const {
    std::vector<PointFailure> list;
    for (const PlannedPoint& planned : plan_.points) {
      if (const auto failure = failed_.find(planned.id); failure != failed_.end()) {
        list.push_back({point_text(sweep_, planned.point), failure->second});
      }
    }
    return list;
  }

  const scenarios::Sweep& sweep_;
  scenarios::SweepScenario& scenario_;
  const SweepPlan& plan_;
  const SweepOptions& options_;
  Journal journal_;
  CleanStore store_;  // after the journal, whose lock makes it ours alone
  SweepCount count_;
  std::map<std::string, std::size_t> times_;   // how many points have an id
  std::map<std::string, std::string> failed_;  // reason, by id
  std::vector<const PlannedPoint*> work_;
  std::size_t started_ = 0;
};

}  // namespace

void check_sweep_directory(const fs::path& directory) {
  if (!fs::exists(directory)) {
    return;
  }
  if (!fs::is_directory(directory)) {
    throw DestinationError(fmt::format("{} exists and is not a directory", directory.string()));
  }
  if (!fs::is_empty(directory) && !fs::exists(directory / "journal")) {
    throw DestinationError(fmt::format("{} is not the directory of a sweep, and not empty", directory.string()));
  }
}

SweepReport run_sweep(const scenarios::Sweep& sweep, scenarios::SweepScenario& scenario, const SweepPlan& plan,
                      const SweepOptions& options) {
  check_sweep_directory(options.directory);
  fs::create_directories(options.directory);
  return Execution(sweep, scenario, plan, options).run();
}

std::size_t unfinished_points(const SweepPlan& plan, const fs::path& directory) {
  if (!fs::exists(directory / "points")) {
    return plan.points.size();
  }
  const PointStore store(directory);
  std::size_t count = 0;
  for (const PlannedPoint& planned : plan.points) {
    count += store.has(planned.id) ? 0U : 1U;
  }
  return count;
}

double seconds_per_point(scenarios::SweepScenario& scenario, const SweepPlan& plan, const SweepOptions& options) {
  const auto recorded = recorded_seconds(options.directory / "journal");
  if (recorded.empty()) {
    return timed_points(scenario, plan, options);
  }
  double sum = 0;
  for (const auto& [id, seconds] : recorded) {
    sum += seconds;
  }
  return sum / static_cast<double>(recorded.size());
}

}  // namespace loopsim::analysis
