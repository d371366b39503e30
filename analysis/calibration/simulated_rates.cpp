// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/simulated_rates.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "analysis/metrics.hpp"
#include "analysis/process_pool.hpp"
#include "analysis/run_codec.hpp"
#include "analysis/sweep/point_id.hpp"
#include "scenarios/kernel_text.hpp"
#include "scenarios/words.hpp"
#include "sim/portable_math.hpp"

namespace loopsim::analysis {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

// Everything that a machine file says and that a rate may depend on.
std::string text_of(const scenarios::Machine& machine) {
  std::string text = fmt::format(
      "cpus {} llc {} affinity {} sched {} preempt {} delay {} tick {} kernel {}\n", machine.spec.cpus,
      machine.spec.llc_cpus, scenarios::word_for(scenarios::kWorkqueueAffinityWords, machine.spec.workqueue_affinity),
      scenarios::word_for(scenarios::kSchedClassWords, machine.spec.sched),
      scenarios::word_for(scenarios::kPreemptionWords, machine.spec.preempt),
      scenarios::word_for(scenarios::kDelayDequeueWords, machine.spec.delay_dequeue), machine.spec.tick,
      scenarios::kernel_text(machine.kernel));
  for (const scenarios::Parameter& parameter : machine.parameters) {
    text += fmt::format("{}={}\n", parameter.name, parameter.value);
  }
  for (const models::DeviceSpec& device : machine.devices) {
    text += fmt::format("{} {} {} {} {}\n", device.name, device.kind,
                        scenarios::word_for(scenarios::kPlacementWords, device.placement),
                        scenarios::word_for(scenarios::kInterruptWords, device.interrupt),
                        scenarios::word_for(scenarios::kExt4DiscardWords, device.ext4_discard));
  }
  return text;
}

}  // namespace

// One run that has to be simulated.
struct SimulatedRates::Question {
  std::string id;
  const CalibrationRow* row = nullptr;
  std::shared_ptr<const scenarios::Machine> machine;
  std::uint32_t replication = 0;
};

SimulatedRates::SimulatedRates(const scenarios::Machine& machine, const std::vector<Tunable>& tunables,
                               const RateOptions& options, RateJournal& journal)
    : machine_(machine), tunables_(tunables), options_(options), journal_(journal), machine_text_(text_of(machine)) {}

void SimulatedRates::ask(const std::vector<Question>& questions) {
  std::size_t next = 0;
  stream_through_processes(
      options_.jobs,
      [&]() -> std::optional<Job> {
        if (next == questions.size()) {
          return std::nullopt;
        }
        const Question& question = questions[next++];
        return Job{question.row->name, [this, &question] {
                     return encode(options_.runner(
                         question.row->system(*question.machine),
                         {.seed = options_.seed, .replication = question.replication, .mode = options_.mode}));
                   }};
      },
      [&](const JobOutcome& outcome) {
        if (outcome.error) {
          throw JobError(*outcome.error);
        }
        // A row that does nothing would have no logarithm.
        journal_.add(questions[outcome.job].id, std::max(1.0, iops(decode(outcome.result))));
        ++runs_;
        if (options_.progress) {
          options_.progress(runs_);
        }
      });
}

std::vector<VectorXd> SimulatedRates::at(const std::vector<const CalibrationRow*>& rows,
                                         const std::vector<VectorXd>& points) {
  std::vector<RowsAtPoint> asked;
  asked.reserve(points.size());
  for (const VectorXd& point : points) {
    asked.push_back({rows, point});
  }
  return at(asked);
}

std::vector<VectorXd> SimulatedRates::at(const std::vector<RowsAtPoint>& asked) {
  std::vector<std::vector<std::string>> ids;  // by point, of every row and replication
  std::vector<Question> missing;
  std::set<std::string> wanted;
  for (const auto& [rows, point] : asked) {
    scenarios::Machine moved = machine_;
    std::string settings;
    for (std::size_t i = 0; i < tunables_.size(); ++i) {
      const double value = tunables_[i].at(point[static_cast<Index>(i)]);
      moved = tunables_[i].applied(moved, value);
      for (const scenarios::Override& setting : tunables_[i].settings(value)) {
        settings += fmt::format("{}={}\n", setting.key, setting.value);
      }
    }
    const auto machine = std::make_shared<const scenarios::Machine>(std::move(moved));
    ids.emplace_back();
    for (const CalibrationRow* row : rows) {
      for (int replication = 0; replication < options_.replications; ++replication) {
        const std::string id =
            point_id(fmt::format("{}{}{}\n{} {}", machine_text_, settings, row->identity, options_.seed, replication),
                     options_.version);
        if (!journal_.find(id) && wanted.insert(id).second) {
          missing.push_back({id, row, machine, static_cast<std::uint32_t>(replication)});
        }
        ids.back().push_back(id);
      }
    }
  }
  ask(missing);

  std::vector<VectorXd> rates;
  for (const std::vector<std::string>& of_point : ids) {
    VectorXd logarithms(static_cast<Index>(of_point.size()) / options_.replications);
    auto id = of_point.begin();
    for (double& logarithm : logarithms) {
      double sum = 0;
      for (int replication = 0; replication < options_.replications; ++replication) {
        sum += *journal_.find(*id++);
      }
      logarithm = sim::portable_log(sum / options_.replications);
    }
    rates.push_back(std::move(logarithms));
  }
  return rates;
}

}  // namespace loopsim::analysis
