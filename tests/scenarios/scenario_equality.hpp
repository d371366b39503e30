// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <tuple>

#include "models/config.hpp"
#include "models/costs.hpp"
#include "scenarios/scenario.hpp"

namespace loopsim::scenarios {

// Equality of whole scenarios. The bindings name every member, so that a new one does not compile until it is here.

inline bool same(const models::FioJobSpec& a, const models::FioJobSpec& b) {
  const auto members = [](const models::FioJobSpec& job) {
    const auto& [ioengine, rw, rwmixread, bs, iodepth, batch_submit, complete_min, complete_max, low, numjobs, size,
                 offset_increment, runtime, time_based, ramp_time, norandommap, group_reporting, thinktime, fsync,
                 cgroups] = job;
    return std::tie(ioengine, rw, rwmixread, bs, iodepth, batch_submit, complete_min, complete_max, low, numjobs, size,
                    offset_increment, runtime, time_based, ramp_time, norandommap, group_reporting, thinktime, fsync,
                    cgroups);
  };
  return members(a) == members(b);
}

inline bool same(const models::DesignSpec& a, const models::DesignSpec& b) {
  const auto members = [](const models::DesignSpec& design) {
    const auto& [target, policy, policy_parameters, backing, upper, hw_queues, queue_depth, rq_affinity, file_size,
                 mapping, mapped_fraction, mapped_run, cold, lazytime, noatime, nocmtime, direct_io, cached_fraction,
                 dirty_limit, counter_drift, kernel] = design;
    return std::tie(target, policy, policy_parameters, backing, upper, hw_queues, queue_depth, rq_affinity, file_size,
                    mapping, mapped_fraction, mapped_run, cold, lazytime, noatime, nocmtime, direct_io, cached_fraction,
                    dirty_limit, counter_drift, kernel);
  };
  return members(a) == members(b);
}

inline bool same(const models::DeviceSpec& a, const models::DeviceSpec& b) {
  const auto members = [](const models::DeviceSpec& device) {
    const auto& [name, kind, units, placement, read_service, write_service, tags, submit, kick, wake, fetch, poll,
                 notify, coalesce, interrupt, ext4_discard] = device;
    return std::tie(name, kind, units, placement, read_service, write_service, tags, submit, kick, wake, fetch, poll,
                    notify, coalesce, interrupt, ext4_discard);
  };
  return members(a) == members(b);
}

inline bool same(const models::Costs& a, const models::Costs& b) {
  return std::ranges::all_of(models::cost_table(),
                             [&](const models::CostRow& row) { return a.*(row.field) == b.*(row.field); });
}

inline bool same(const models::MachineSpec& a, const models::MachineSpec& b) {
  const auto members = [](const models::MachineSpec& machine) {
    const auto& [name, cpus, llc_cpus, workqueue_affinity, sched, preempt, delay_dequeue, tick, costs] = machine;
    return std::tie(name, cpus, llc_cpus, workqueue_affinity, sched, preempt, delay_dequeue, tick);
  };
  return members(a) == members(b) && same(a.costs, b.costs);
}

inline bool same(const Parameter& a, const Parameter& b) {
  const auto members = [](const Parameter& parameter) {
    const auto& [name, value, range, source, fitted] = parameter;
    return std::tie(name, value, range, source, fitted);
  };
  return members(a) == members(b);
}

inline bool same(const std::optional<models::FioJobSpec>& a, const std::optional<models::FioJobSpec>& b) {
  return a.has_value() == b.has_value() && (!a || same(*a, *b));
}

inline bool same(const Case& a, const Case& b) {
  const auto& [a_name, a_job, a_beside] = a;
  const auto& [b_name, b_job, b_beside] = b;
  return a_name == b_name && same(a_job, b_job) && same(a_beside, b_beside);
}

inline bool same(const Variant& a, const Variant& b) {
  const auto& [a_name, a_baseline, a_against, a_design, a_device, a_note] = a;
  const auto& [b_name, b_baseline, b_against, b_design, b_device, b_note] = b;
  return std::tie(a_name, a_baseline, a_against, a_device, a_note) ==
             std::tie(b_name, b_baseline, b_against, b_device, b_note) &&
         same(a_design, b_design);
}

inline bool same(const std::optional<Published>& a, const std::optional<Published>& b) {
  if (!a || !b) {
    return a.has_value() == b.has_value();
  }
  const auto& [a_iops, a_row, a_fitted] = *a;
  const auto& [b_iops, b_row, b_fitted] = *b;
  return std::tie(a_iops, a_row, a_fitted) == std::tie(b_iops, b_row, b_fitted);
}

template <typename Element>
bool same(const std::vector<Element>& a, const std::vector<Element>& b) {
  return std::ranges::equal(a, b, [](const Element& x, const Element& y) { return same(x, y); });
}

inline bool same(const Machine& a, const Machine& b) {
  const auto& [a_spec, a_about, a_kernel, a_devices, a_parameters, a_fitted_on] = a;
  const auto& [b_spec, b_about, b_kernel, b_devices, b_parameters, b_fitted_on] = b;
  return same(a_spec, b_spec) && std::tie(a_about, a_kernel, a_fitted_on) == std::tie(b_about, b_kernel, b_fitted_on) &&
         same(a_devices, b_devices) && same(a_parameters, b_parameters);
}

inline bool same(const std::optional<Precision>& a, const std::optional<Precision>& b) {
  if (!a || !b) {
    return a.has_value() == b.has_value();
  }
  const auto& [a_per_cent, a_most] = *a;
  const auto& [b_per_cent, b_most] = *b;
  return std::tie(a_per_cent, a_most) == std::tie(b_per_cent, b_most);
}

inline bool same(const Scenario& a, const Scenario& b) {
  return std::tie(a.name, a.question, a.machine_file, a.replications, a.seed) ==
             std::tie(b.name, b.question, b.machine_file, b.replications, b.seed) &&
         same(a.precision, b.precision) && same(a.machine, b.machine) && same(a.cases, b.cases) &&
         same(a.variants, b.variants) && same(a.published_cells, b.published_cells);
}

}  // namespace loopsim::scenarios
