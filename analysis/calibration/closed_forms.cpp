// SPDX-License-Identifier: GPL-2.0
#include "analysis/calibration/closed_forms.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "analysis/statistics.hpp"
#include "sim/portable_math.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kNanoseconds = 1e9;
constexpr int kSaturatedWorker = 8;  // commands in flight that keep a worker busy on a fast device

// One row with its system as it stands.
struct Seen {
  models::SystemSpec system;
  double measured_ns = 0;  // per command, of one job where jobs do not share what is asked for
  double simulated_ns = 0;
};

int in_flight(const models::FioJobSpec& job) {
  return job.numjobs * (job.ioengine == models::IoEngine::psync ? 1 : job.iodepth);
}

bool is_direct(const models::SystemSpec& system) {
  return system.design.target == models::Target::raw || system.design.target == models::Target::file;
}

bool is_disk(const models::SystemSpec& system) { return system.device.kind == "disk"; }

bool stable(const models::SystemSpec& system) { return system.design.mapping == models::Mapping::written; }

using Filter = std::function<bool(const models::SystemSpec&)>;

class Forms {
 public:
  Forms(std::vector<Seen> rows, const std::vector<Tunable>& tunables) : rows_(std::move(rows)), tunables_(tunables) {}

  // The parameter takes the whole difference of the time per command.
  void takes_difference(const std::string& key, const std::string& from, const Filter& filter) {
    std::vector<double> differences;
    for (const Seen& row : rows_) {
      if (filter(row.system)) {
        differences.push_back(row.measured_ns - row.simulated_ns);
      }
    }
    if (const auto index = index_of(key); index && !differences.empty()) {
      add(*index, tunables_[*index].now() + median(differences), from);
    }
  }

  // The parameter is in proportion to the rate.
  void takes_ratio(const std::string& key, const std::string& from, const Filter& filter) {
    std::vector<double> ratios;
    for (const Seen& row : rows_) {
      if (filter(row.system)) {
        ratios.push_back(row.simulated_ns / row.measured_ns);
      }
    }
    if (const auto index = index_of(key); index && !ratios.empty()) {
      add(*index, tunables_[*index].now() * *std::ranges::max_element(ratios), from);
    }
  }

  std::vector<ClosedForm> take() { return std::move(forms_); }

 private:
  // A group is moved by its first part.
  std::optional<std::size_t> index_of(const std::string& key) const {
    const auto found =
        std::ranges::find_if(tunables_, [&](const Tunable& tunable) { return tunable.parts().front().key == key; });
    return found == tunables_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - tunables_.begin()));
  }

  void add(std::size_t index, double value, const std::string& from) {
    forms_.push_back({index, std::clamp(value, tunables_[index].low(), tunables_[index].high()), from});
  }

  std::vector<Seen> rows_;
  const std::vector<Tunable>& tunables_;
  std::vector<ClosedForm> forms_;
};

std::vector<Seen> see(const std::vector<const CalibrationRow*>& rows, const Eigen::VectorXd& rates,
                      const scenarios::Machine& machine) {
  std::vector<Seen> seen;
  seen.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    seen.push_back({rows[i]->system(machine), kNanoseconds / rows[i]->measured.iops,
                    kNanoseconds / sim::portable_exp(rates[static_cast<Eigen::Index>(i)])});
  }
  return seen;
}

}  // namespace

std::vector<ClosedForm> closed_forms(const std::vector<const CalibrationRow*>& rows, const Eigen::VectorXd& rates,
                                     const scenarios::Machine& machine, const std::vector<Tunable>& tunables) {
  using models::IoEngine;
  Forms forms(see(rows, rates, machine), tunables);
  const auto alone_with = [](IoEngine engine) {
    return [engine](const models::SystemSpec& system) {
      return is_direct(system) && !is_disk(system) && stable(system) && system.job.numjobs == 1 &&
             system.job.ioengine == engine;
    };
  };
  forms.takes_difference("costs.io_submit", "one libaio job on a ramdisk without a loop device",
                         alone_with(IoEngine::libaio));
  forms.takes_difference("costs.psync", "one psync job on a ramdisk without a loop device",
                         alone_with(IoEngine::psync));
  forms.takes_difference("costs.aio_submit", "one job on a ramdisk without a loop device", alone_with(IoEngine::aio));
  forms.takes_difference("costs.kworker_command", "the worker of a ramdisk, kept busy", [](const auto& system) {
    return system.design.target == models::Target::loop && system.design.policy == "workqueue" && !is_disk(system) &&
           stable(system) && in_flight(system.job) >= kSaturatedWorker;
  });
  for (const models::DeviceSpec& device : machine.devices) {
    const std::string prefix = fmt::format("devices.{}.", device.name);
    const auto on_device = [&](const models::SystemSpec& system) {
      return is_direct(system) && is_disk(system) && stable(system) && system.device.name == device.name;
    };
    const auto one_by_one = [&](bool writes) {
      return [&on_device, writes](const models::SystemSpec& system) {
        const bool write = system.job.rw == models::ReadWrite::write || system.job.rw == models::ReadWrite::randwrite;
        return on_device(system) && in_flight(system.job) == 1 && write == writes;
      };
    };
    forms.takes_difference(prefix + "read_service", "one read at a time", one_by_one(false));
    forms.takes_difference(prefix + "write_service", "one write at a time", one_by_one(true));
    forms.takes_ratio(prefix + "units", "the highest rate of the device", [&](const models::SystemSpec& system) {
      return on_device(system) && in_flight(system.job) > 2 * system.device.units;
    });
  }
  return forms.take();
}

}  // namespace loopsim::analysis
