// SPDX-License-Identifier: GPL-2.0
#include "tests/scenarios/random_scenario.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <rapidcheck.h>

#include "models/costs.hpp"
#include "models/fio_offsets.hpp"
#include "scenarios/known_names.hpp"
#include "scenarios/names.hpp"
#include "scenarios/units.hpp"

namespace loopsim::scenarios {
namespace {

int draw(int first, int last) { return *rc::gen::inRange(first, last + 1); }

bool flip() { return draw(0, 1) == 1; }

std::uint64_t draw_size(std::uint64_t unit, int most) { return unit * static_cast<std::uint64_t>(draw(1, most)); }

std::string draw_name(const std::string& prefix, std::size_t index) {
  const auto tail = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("abzAZ019_+-")));
  return fmt::format("{}{}{}", prefix, index, tail.substr(0, 20));
}

std::string draw_text() {
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~'));
  return flip() ? "x" : fmt::format("x: {} \u00b5, y", text);
}

models::FioJobSpec draw_job(std::uint64_t file_size) {
  models::FioJobSpec job;
  job.ioengine = *rc::gen::element(models::IoEngine::libaio, models::IoEngine::io_uring, models::IoEngine::psync);
  job.rw = *rc::gen::element(models::ReadWrite::read, models::ReadWrite::write, models::ReadWrite::rw,
                             models::ReadWrite::randread, models::ReadWrite::randwrite, models::ReadWrite::randrw,
                             models::ReadWrite::trim, models::ReadWrite::randtrim);
  const bool trims = models::trims(job);
  const bool random = job.rw == models::ReadWrite::randread || job.rw == models::ReadWrite::randwrite ||
                      job.rw == models::ReadWrite::randrw || job.rw == models::ReadWrite::randtrim;
  if (job.rw == models::ReadWrite::rw || job.rw == models::ReadWrite::randrw) {
    job.rwmixread = draw(0, 100);
  }
  if (random) {
    job.norandommap = flip();
  }
  if (!trims && models::read_percent(job) < 100) {
    job.fsync = draw(0, 100);
  }
  job.bs = std::uint64_t{512} << static_cast<unsigned>(draw(trims ? 3 : 0, 11));
  job.iodepth = job.ioengine == models::IoEngine::psync || trims ? 1 : draw(1, 65'536);
  if (job.ioengine != models::IoEngine::psync && !trims) {
    job.iodepth_batch_submit = draw(0, job.iodepth);
    job.iodepth_batch_complete_min = draw(1, job.iodepth);
    job.iodepth_batch_complete_max = flip() ? 0 : draw(job.iodepth_batch_complete_min, job.iodepth);
    job.iodepth_low = draw(0, job.iodepth);
  }
  job.numjobs = draw(1, 8);
  if (flip()) {
    job.size = draw_size(job.bs, 16);
    job.offset_increment = flip() ? 0 : draw_size(job.bs, 16);
    RC_PRE(job.size + 7 * job.offset_increment <= file_size);
  }
  job.runtime = job.size != 0 && flip() ? 0 : *rc::gen::inRange<sim::SimTime>(sim::kMicrosecond, 1000 * sim::kSecond);
  job.time_based = job.runtime != 0 && flip();
  job.ramp_time = flip() ? 0 : *rc::gen::inRange<sim::SimTime>(0, 10 * sim::kSecond);
  job.thinktime = flip() ? 0 : *rc::gen::inRange<sim::SimTime>(0, sim::kMillisecond);
  job.group_reporting = flip();
  job.cgroups = draw(1, 12);
  return job;
}

std::optional<models::FioJobSpec> draw_beside(std::uint64_t file_size) {
  if (flip()) {
    return std::nullopt;
  }
  models::FioJobSpec job = draw_job(file_size);
  job.runtime = 0;
  job.ramp_time = 0;
  job.time_based = true;
  job.group_reporting = true;
  return job;
}

models::KernelVersion draw_kernel() { return {draw(0, 999), draw(0, 999)}; }

Variant draw_variant(std::size_t index, const Machine& machine, std::uint64_t file_size) {
  Variant variant;
  variant.name = draw_name("v", index);
  variant.device =
      machine.devices[static_cast<std::size_t>(draw(0, static_cast<int>(machine.devices.size()) - 1))].name;
  variant.note = flip() ? "" : draw_text();
  models::DesignSpec& design = variant.design;
  design.target =
      *rc::gen::element(models::Target::raw, models::Target::file, models::Target::loop, models::Target::dm_loop);
  if (design.target != models::Target::raw) {
    design.backing = *rc::gen::elementOf(known_backings());
  }
  if (design.target == models::Target::loop || design.target == models::Target::dm_loop) {
    design.upper = *rc::gen::elementOf(known_uppers());
  }
  if (design.target == models::Target::loop) {
    design.policy = *rc::gen::elementOf(known_policies());
    if (design.policy == "back-off") {
      design.policy_parameters["pause"] = *rc::gen::inRange<sim::SimTime>(0, sim::kSecond + 1);
    }
    design.hw_queues = draw(1, 1'024);
    design.queue_depth = draw(1, 10'240);
    design.direct_io = flip();
    if (!design.direct_io) {
      design.cached_fraction = draw(0, 64) / 64.0;
      design.dirty_limit = draw_size(std::uint64_t{1} << 20U, 4'096);
    }
    design.counter_drift = design.policy == "nowait-hint" && flip();
  }
  design.file_size = file_size;
  design.kernel = draw_kernel();
  return variant;
}

Parameter draw_parameter(std::string name, std::string value, std::string lo, std::string hi) {
  return {std::move(name), std::move(value), fmt::format("[{}, {}]", lo, hi), draw_text(), flip()};
}

sim::SimTime draw_cost() { return *rc::gen::inRange<sim::SimTime>(0, sim::kMillisecond); }

models::DeviceSpec draw_disk(std::size_t index, std::vector<Parameter>& parameters) {
  models::DeviceSpec device;
  device.name = draw_name("disk", index);
  device.placement = flip() ? models::Placement::hashed : models::Placement::shared;
  device.ext4_discard = flip() ? models::Ext4Discard::synchronous : models::Ext4Discard::deferred;
  device.units = draw(1, 65'536);
  device.tags = draw(1, 65'536);
  device.submit = draw_cost();
  const sim::SimTime mean = draw_cost();
  device.read_service = sim::Distribution::lognormal(mean, 0.25);
  device.write_service = sim::Distribution::exponential(mean);
  const std::string prefix = device.name + ".";
  parameters.push_back(draw_parameter(prefix + "units", std::to_string(device.units), "1", "65536"));
  parameters.push_back(draw_parameter(prefix + "read_service",
                                      fmt::format("lognormal({}, cv 0.25)", duration_text(mean)), "0ns", "1ms"));
  parameters.push_back(
      draw_parameter(prefix + "write_service", fmt::format("exponential({})", duration_text(mean)), "0", "1000us"));
  parameters.push_back({prefix + "tags", std::to_string(device.tags), "", draw_text(), false});
  parameters.push_back(draw_parameter(prefix + "submit", std::to_string(device.submit), "0", "1ms"));
  return device;
}

models::DeviceSpec draw_ramdisk(std::vector<Parameter>& parameters) {
  models::DeviceSpec device;
  device.name = "ram0";
  device.kind = "ramdisk";
  device.submit = draw_cost();
  parameters.push_back(draw_parameter("ram0.submit", duration_text(device.submit), "0ns", "1ms"));
  return device;
}

Machine draw_machine() {
  Machine machine;
  machine.spec.name = draw_name("m", 0);
  machine.spec.cpus = draw(1, 1'024);
  machine.spec.llc_cpus = flip() ? 0 : draw(1, 1'024);
  machine.spec.workqueue_affinity = flip() ? models::WorkqueueAffinity::cache : models::WorkqueueAffinity::system;
  machine.spec.sched = flip() ? models::SchedClass::other : models::SchedClass::rr;
  machine.spec.delay_dequeue = flip() ? models::DelayDequeue::of_kernel : models::DelayDequeue::off;
  machine.spec.preempt = flip() ? models::Preemption::of_kernel : models::Preemption::lazy;
  machine.spec.tick = sim::kSecond / draw(1, 10'000);
  machine.about = flip() ? "" : draw_text() + "\n" + draw_text();
  machine.kernel = draw_kernel();
  for (const models::CostRow& row : models::cost_table()) {
    const sim::SimTime cost = draw_cost();
    machine.spec.costs.*(row.field) = cost;
    machine.parameters.push_back(draw_parameter(std::string(row.name), duration_text(cost), "0ns", "1ms"));
  }
  const auto disks = static_cast<std::size_t>(draw(1, 2));
  for (std::size_t i = 0; i < disks; ++i) {
    machine.devices.push_back(draw_disk(i, machine.parameters));
  }
  if (flip()) {
    machine.devices.push_back(draw_ramdisk(machine.parameters));
  }
  if (flip()) {
    machine.fitted_on = {"P1.sync", "a row: with, punctuation"};
  }
  return machine;
}

std::optional<Published> draw_published(const Machine& machine) {
  if (flip()) {
    return std::nullopt;
  }
  const std::string row = *rc::gen::element<std::string>("P1.sync", "P2", "a row: with, punctuation");
  const bool fitted = contains(machine.fitted_on, row);
  return Published{draw(1, 1'000'000) / 7.0, row, fitted};
}

}  // namespace

Scenario random_scenario() {
  const std::uint64_t file_size = draw_size(std::uint64_t{1} << 30U, 1'000);
  Scenario scenario;
  scenario.name = draw_name("s", 0);
  scenario.question = draw_text();
  scenario.machine_file = flip() ? "" : "../machines/m.yaml";
  scenario.machine = draw_machine();
  scenario.replications = draw(1, 1'000);
  if (scenario.replications > 1 && flip()) {
    scenario.precision = Precision{.per_cent = draw(1, 5'000) / 100.0, .most = draw(scenario.replications, 1'000)};
  }
  scenario.seed = *rc::gen::arbitrary<std::uint64_t>();
  bool any_trims = false;
  const auto cases = static_cast<std::size_t>(draw(1, 3));
  for (std::size_t i = 0; i < cases; ++i) {
    scenario.cases.push_back({draw_name("c", i), draw_job(file_size), draw_beside(file_size)});
    const auto& [name, job, beside] = scenario.cases.back();
    any_trims = any_trims || models::trims(job) || (beside && models::trims(*beside));
  }
  const auto variants = static_cast<std::size_t>(draw(1, 3));
  for (std::size_t i = 0; i < variants; ++i) {
    scenario.variants.push_back(draw_variant(i, scenario.machine, file_size));
    if (any_trims) {
      scenario.variants.back().design.upper = "none";
    }
    if (i > 0 && flip()) {
      scenario.variants[i].against = scenario.variants[i - 1].name;
    }
  }
  scenario.variants[static_cast<std::size_t>(draw(0, static_cast<int>(variants) - 1))].baseline = true;
  for (std::size_t i = 0; i < cases; ++i) {
    scenario.published_cells.emplace_back();
    for (std::size_t k = 0; k < variants; ++k) {
      scenario.published_cells.back().push_back(draw_published(scenario.machine));
    }
  }
  return scenario;
}

}  // namespace loopsim::scenarios
