// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/resources.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/policy.hpp"

namespace loopsim::analysis {
namespace {

using models::Target;

bool has_driver(const CellFacts& facts) {
  return facts.system.design.target == Target::loop || facts.system.design.target == Target::emulation;
}

bool has_file(const CellFacts& facts) {
  return facts.system.design.backing != "block-device" && facts.system.design.target != Target::raw &&
         facts.system.design.target != Target::dm_loop;
}

// Whether a list of commands has one worker, for each cgroup.
bool has_serial_workers(const CellFacts& facts) {
  const auto* policy = models::PolicyRegistry::find(facts.system.design.policy);
  return has_driver(facts) && policy != nullptr && policy->create()->work_items() == models::WorkItems::per_cgroup;
}

int lists(const models::SystemSpec& system) {
  return system.design.target == Target::loop ? std::min(system.job.cgroups, system.job.numjobs) : 1;
}

// fio runs these one at a time whatever the depth.
bool is_synchronous(const models::FioJobSpec& job) {
  return job.ioengine == models::IoEngine::psync || job.rw == models::ReadWrite::trim ||
         job.rw == models::ReadWrite::randtrim;
}

constexpr double kEquallyBusy = 0.02;

// Whether `cpu` is the CPU, or are the CPUs, that `binding` keeps busy.
bool is_busy_with(const Resource& binding, const Resource& cpu) {
  return (cpu.key == "busiest_cpu" &&
          (binding.key == "kworker" || binding.key == "fio_jobs" || binding.key == "cpus")) ||
         (cpu.key == "cpus" && (binding.key == "pool_lock" || binding.key == "busiest_cpu")) ||
         (cpu.key == "busiest_cpu" && binding.key == "pool_lock");
}

class Inventory {
 public:
  explicit Inventory(const CellFacts& facts) : facts_(facts), metrics_(facts.metrics) {}

  std::vector<Resource> take() {
    add_workers();
    add_locks();
    add_device();
    add_jobs();
    add_cpus();
    add_pools();
    std::ranges::stable_sort(found_, std::ranges::greater{}, &Resource::busy);
    return std::move(found_);
  }

 private:
  void add(const char* key, std::string name, double busy, Resource::Kind kind = Resource::Kind::server) {
    if (busy > 0) {
      found_.push_back({key, std::move(name), kind, busy, static_cast<int>(found_.size())});
    }
  }

  double per_second() const { return metrics_["iops"]; }
  // Mean number of commands in the stages.
  double commands_in(std::initializer_list<const char*> stages) const {
    double nanoseconds = 0;
    for (const char* stage : stages) {
      nanoseconds += metrics_[fmt::format("stage_{}_ns", stage)];
    }
    return per_second() * nanoseconds * 1e-9;
  }

  void add_workers() {
    if (!has_serial_workers(facts_)) {
      return;
    }
    const int workers = lists(facts_.system);
    const char* kind = facts_.system.design.target == Target::loop ? "kworker" : "worker thread";
    add("kworker", workers == 1 ? fmt::format("the single {}", kind) : fmt::format("the {} {}s", workers, kind),
        metrics_["worker_active_fraction"] / workers);
  }

  void add_locks() {
    if (has_file(facts_)) {
      const bool xfs = facts_.system.design.backing == "xfs";
      add("map_lock", xfs ? "ILOCK (held exclusively)" : "i_data_sem (held exclusively)",
          metrics_["map_lock_held_fraction"]);
      add("inode_lock", xfs ? "IOLOCK (held exclusively)" : "i_rwsem (held exclusively)",
          metrics_["inode_lock_held_fraction"]);
    }
    add("pool_lock", "the worker pool's lock", metrics_["pool_lock_held_fraction"]);
    add("lo_work_lock", "lo_work_lock", metrics_["work_lock_held_fraction"]);
  }

  void add_device() {
    const models::DeviceSpec& device = facts_.system.device;
    if (device.kind == "ramdisk") {
      return;  // its time is that of the CPUs
    }
    add("device", device.units == 1 ? "the device" : fmt::format("the device's {} units", device.units),
        metrics_["device_utilization"]);
    if (device.fetch > 0 && metrics_["window_ns"] > 0) {
      add("device_fetch", "the device's fetching of commands",
          metrics_["device_commands"] * static_cast<double>(device.fetch) / metrics_["window_ns"]);
    }
  }

  void add_jobs() {
    const int jobs = facts_.system.job.numjobs + (facts_.system.beside ? facts_.system.beside->numjobs : 0);
    add("fio_jobs", jobs == 1 ? "the fio job's own CPU time" : fmt::format("the {} fio jobs' own CPU time", jobs),
        per_second() * metrics_["cpu_job_ns_per_io"] * 1e-9 / jobs);
  }

  void add_cpus() {
    const int cpus = facts_.system.machine.cpus;
    if (cpus == 1) {
      add("cpus", "the only CPU", metrics_["cpu_utilization"]);
      return;
    }
    add("cpus", fmt::format("the {} CPUs together", cpus), metrics_["cpu_utilization"]);
    add("busiest_cpu", "the busiest CPU", metrics_["busiest_cpu_utilization"]);
  }

  void add_pools() {
    const models::SystemSpec& system = facts_.system;
    if (system.design.target == Target::loop) {
      const int tags = system.design.hw_queues * system.design.queue_depth;
      const double held =
          commands_in({"attempt", "list_wait", "worker", "lower_wait", "device", "irq", "dio_work", "complete"});
      add("loop_tags", fmt::format("the loop device's {} tags", tags), std::min(1.0, held / tags),
          Resource::Kind::pool);
    }
    if (system.device.kind != "ramdisk" && system.device.tags > 0) {
      add("device_tags", fmt::format("the device's {} tags", system.device.tags),
          std::min(1.0, commands_in({"lower_wait", "device"}) / system.device.tags), Resource::Kind::pool);
    }
    const int depth = is_synchronous(system.job) ? 1 : system.job.iodepth;
    const int slots = depth * system.job.numjobs;
    const double in_flight = commands_in({"submit", "tag_wait", "attempt", "list_wait", "worker", "lower_wait",
                                          "device", "irq", "dio_work", "complete", "upper_work", "reap"});
    add("fio_depth", fmt::format("fio's {} I/O{} in flight", slots, slots == 1 ? "" : "s"),
        std::min(1.0, in_flight / slots), Resource::Kind::pool);
  }

  const CellFacts& facts_;
  const MetricValues& metrics_;
  std::vector<Resource> found_;
};

}  // namespace

std::vector<Resource> resources(const CellFacts& facts) { return Inventory(facts).take(); }

const Resource* binding_server(const std::vector<Resource>& resources) {
  const Resource* binding = nullptr;
  double most = 0;
  for (const Resource& resource : resources) {
    if (resource.kind != Resource::Kind::server) {
      continue;
    }
    most = std::max(most, resource.busy);
    if (resource.busy >= most - kEquallyBusy && (binding == nullptr || resource.rank < binding->rank)) {
      binding = &resource;
    }
  }
  return binding;
}

const Resource* next_server(const std::vector<Resource>& resources, const Resource& binding) {
  for (const Resource& resource : resources) {
    if (resource.kind == Resource::Kind::server && &resource != &binding && !is_busy_with(binding, resource)) {
      return &resource;
    }
  }
  return nullptr;
}

}  // namespace loopsim::analysis
