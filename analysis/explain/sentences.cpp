// SPDX-License-Identifier: GPL-2.0
#include "analysis/explain/sentences.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/explain/phrases.hpp"
#include "analysis/explain/resources.hpp"
#include "analysis/explain/stage_table.hpp"

namespace loopsim::analysis {
namespace {

// A share of time below which a sentence is not worth its words.
constexpr double kMentioned = 0.05;

const char* is_or_are(const Resource& resource) {
  const bool plural = resource.name.ends_with("units") || resource.name.ends_with("kworkers") ||
                      resource.name.ends_with("CPUs together");
  return plural ? "are" : "is";
}

std::string busy_clause(const Resource& resource) {
  if (resource.key == "map_lock" || resource.key == "inode_lock") {
    const std::string lock = resource.name.substr(0, resource.name.find(' '));
    return fmt::format("{} is held exclusively {} of the time", lock, per_cent(resource.busy));
  }
  if (resource.key == "fio_jobs") {
    return resource.name.starts_with("the fio job")
               ? fmt::format("the fio job is on a CPU {} of the time", per_cent(resource.busy))
               : fmt::format("each fio job is on a CPU {} of the time", per_cent(resource.busy));
  }
  return fmt::format("{} {} busy {} of the time", resource.name, is_or_are(resource), per_cent(resource.busy));
}

std::string next_clause(const Resource* next) {
  return next == nullptr ? "" : fmt::format("; next {} {} at {}", is_or_are(*next), next->name, per_cent(next->busy));
}

std::string binding(const CellFacts& facts, const std::vector<Resource>& all) {
  const Resource* first = binding_server(all);
  if (first == nullptr) {
    return "Nothing was done in the window.";
  }
  const Resource* next = next_server(all, *first);
  const std::string behind = next_clause(next);
  if (first->busy < kRelaxed) {
    return fmt::format(
        "Nothing is near its limit: {}{}. The I/Os that fio keeps in flight limit the rate, so every microsecond of "
        "latency counts.",
        busy_clause(*first), behind);
  }
  const std::string binds = first->busy >= kSaturated ? "that binds" : "that limits before anything else";
  std::string text = sentence(fmt::format("{}, and {}{}.", busy_clause(*first), binds, behind));
  if (first->key == "kworker") {
    const double waits = facts.metrics["worker_cpu_wait_fraction"];
    const double sleeps = facts.metrics["worker_asleep_fraction"];
    const double active = facts.metrics["worker_active_fraction"];
    if (active > 0 && waits + sleeps > kMentioned * active) {
      text += fmt::format(" Of that it waits for a CPU {} and sleeps {}, in locks and for the log; the rest is work.",
                          per_cent(waits / active), per_cent(sleeps / active));
    } else if (active > 0) {
      text += " Practically all of that is work: it waits neither for a CPU nor for a lock.";
    }
  }
  return text;
}

std::string life_of_a_command(const CellFacts& facts) {
  const StageTable table = stage_table(facts.metrics);
  if (table.latency_ns <= 0) {
    return "";
  }
  std::vector<StageRow> rows = table.rows;
  std::ranges::stable_sort(rows, std::ranges::greater{}, &StageRow::mean_ns);
  std::vector<std::string> parts;
  for (const StageRow& row : rows) {
    if (parts.size() < 4 && row.share >= kMentioned) {
      parts.push_back(fmt::format("{} {}", per_cent(row.share), row.meaning));
    }
  }
  return fmt::format("A command takes {}: {}.", duration(table.latency_ns), listed(parts));
}

// Units that commands are tied to.
std::string placement(const CellFacts& facts) {
  const models::DeviceSpec& device = facts.system.device;
  const double busy = facts.metrics["device_utilization"];
  const double latency = stage_table(facts.metrics).latency_ns;
  const double waits = facts.metrics["stage_lower_wait_ns"];
  if (device.kind == "ramdisk" || device.units == 1 || device.placement != models::Placement::hashed ||
      waits <= kMentioned * latency || busy > 1 - kMentioned) {
    return "";
  }
  return fmt::format(
      "Every block belongs to one of the device's units (placement: hashed): commands wait for theirs though the units "
      "idle {} of the time.",
      per_cent(1 - busy));
}

std::string refusals(const MetricValues& metrics) {
  std::vector<std::pair<double, std::string>> reasons;
  double all = 0;
  for (std::size_t reason = 1; reason < models::kEagainReasons; ++reason) {
    const double count = metrics[fmt::format("eagain_{}", models::kEagainNames[reason])];
    all += count;
    reasons.emplace_back(count, models::kEagainNames[reason]);
  }
  std::ranges::stable_sort(reasons, std::ranges::greater{}, &std::pair<double, std::string>::first);
  std::vector<std::string> parts;
  for (const auto& [count, name] : reasons) {
    if (count > kMentioned * all) {
      parts.push_back(count > (1 - kMentioned) * all ? name : fmt::format("{} {}", name, per_cent(count / all)));
    }
  }
  return listed(parts);
}

std::string attempts(const CellFacts& facts) {
  const MetricValues& metrics = facts.metrics;
  const double made = metrics["attempts"];
  if (made <= 0) {
    return "";
  }
  const double ios = metrics["reads"] + metrics["writes"] + metrics["trims"];
  const double refused = metrics["eagain_fraction"];
  const double skipped = metrics["hint_skips"];
  std::string text;
  if (skipped > 0 && ios > 0) {
    text = fmt::format(
        "The hint sends {} of the commands to the worker without an attempt: {} of the time writes are "
        "queued there. ",
        per_cent(skipped / ios), per_cent(metrics["slow_time_fraction"]));
  }
  if (made < kMentioned * ios) {
    return text;
  }
  if (refused <= 0) {
    return text + "No NOWAIT attempt is refused.";
  }
  const std::string share =
      refused > 1 - 5e-4 ? "Every NOWAIT attempt is" : sentence(per_cent(refused)) + " of the NOWAIT attempts are";
  text += fmt::format("{} refused ({}).", share, refusals(metrics));
  if (refused > 0.5) {
    text += fmt::format(" An attempt takes its submitter {} and achieves nothing where it is refused.",
                        duration(metrics["stage_attempt_ns"] * ios / made));
  }
  return text;
}

struct CpuUser {
  const char* kind;
  const char* name;
};
constexpr std::array<CpuUser, models::kThreadKinds> kCpuUsers = {
    {{"job", "fio's jobs"}, {"kworker", "the kworkers"}, {"completion", "the completion workers"}}};

std::string cpus(const CellFacts& facts) {
  const MetricValues& metrics = facts.metrics;
  const double used = metrics["cpu_ns_per_io"];
  if (metrics["cpu_utilization"] < kRelaxed || used <= 0) {
    return "";
  }
  std::vector<std::string> users;
  std::vector<std::string> waiters;
  double rest = used;
  double waited = 0;
  for (const auto& [kind, name] : kCpuUsers) {
    const double own = metrics[fmt::format("cpu_{}_ns_per_io", kind)];
    const double wait = metrics[fmt::format("cpu_wait_{}_ns_per_io", kind)];
    rest -= own;
    waited += wait;
    if (own > kMentioned * used) users.push_back(fmt::format("{} {}", name, duration(own)));
    if (wait > kMentioned * used) waiters.push_back(fmt::format("{} {}", name, duration(wait)));
  }
  if (rest > kMentioned * used) {
    users.push_back(fmt::format("interrupts and context switches {}", duration(rest)));
  }
  std::string text = fmt::format("The CPUs are contended, {} busy: an I/O takes {} of CPU time ({}).",
                                 per_cent(metrics["cpu_utilization"]), duration(used), listed(users));
  if (!waiters.empty()) {
    text += fmt::format(" For each I/O threads wait {} until a CPU is theirs ({}).", duration(waited), listed(waiters));
  }
  return text;
}

struct LockUse {
  std::string_view name;
  const char* phrase;
};
constexpr std::array<LockUse, 4> kLockUses = {{{"lookup", "a lookup"},
                                               {"allocate", "an allocation"},
                                               {"convert", "a conversion"},
                                               {"timestamp", "a timestamp update"}}};
// Waits shorter than this are no more than a handover.
constexpr double kNoticedWait = 500;

std::string how_it_waits(double sleeps) {
  if (sleeps >= 1) {
    return fmt::format(" (sleeping {:.1f} times)", sleeps);
  }
  return sleeps > kMentioned ? fmt::format(" (sleeping in {:.0f} of 100)", 100 * sleeps) : " (spinning)";
}

std::string map_lock(const CellFacts& facts) {
  std::vector<std::string> parts;
  for (const LockUse& use : kLockUses) {
    const double wait = facts.metrics[fmt::format("map_lock_{}_wait_ns", use.name)];
    const double sleeps = facts.metrics[fmt::format("map_lock_{}_sleeps", use.name)];
    if (wait > kNoticedWait) {
      parts.push_back(fmt::format("{} {}{}", use.phrase, duration(wait), how_it_waits(sleeps)));
    }
  }
  if (parts.empty() || facts.metrics["map_lock_held_fraction"] < kMentioned) {
    return "";
  }
  return fmt::format("{} is held exclusively {} of the time; waits for it: {}.",
                     facts.system.design.backing == "xfs" ? "ILOCK" : "i_data_sem",
                     per_cent(facts.metrics["map_lock_held_fraction"]), listed(parts));
}

// By how much the CPU time of an I/O is more in one cell than in another, and in whose hands.
std::string cpu_difference(const CellFacts& dear, const CellFacts& cheap) {
  const char* who = nullptr;
  double most = 0;
  for (const auto& [kind, name] : kCpuUsers) {
    const std::string metric = fmt::format("cpu_{}_ns_per_io", kind);
    const double more = dear.metrics[metric] - cheap.metrics[metric];
    if (more > most) {
      most = more;
      who = name;
    }
  }
  return who == nullptr || most < kNoticedWait ? ""
                                               : fmt::format("an I/O costs {} {} more CPU time", who, duration(most));
}

}  // namespace

std::vector<std::string> explain(const CellFacts& facts) {
  const std::vector<Resource> all = resources(facts);
  std::vector<std::string> sentences = {
      binding(facts, all), life_of_a_command(facts), placement(facts), attempts(facts), cpus(facts), map_lock(facts)};
  std::erase(sentences, "");
  return sentences;
}

std::string binding_clause(const CellFacts& facts) {
  const std::vector<Resource> all = resources(facts);
  const Resource* first = binding_server(all);
  return first == nullptr ? "nothing was done" : busy_clause(*first);
}

std::string reason(const CellFacts& cell, const CellFacts& other) {
  const std::vector<Resource> own = resources(cell);
  const std::vector<Resource> others = resources(other);
  const Resource* binds = binding_server(own);
  const Resource* bound = binding_server(others);
  if (binds == nullptr || bound == nullptr) {
    return "Nothing was done in the window.";
  }
  const bool slower = cell.iops.value < other.iops.value;
  const double refused = cell.metrics["eagain_fraction"];
  if (slower && cell.metrics["attempts"] > 0 && refused > 0.5 * (1 + other.metrics["eagain_fraction"])) {
    const double contention = cell.metrics["cpu_utilization"];
    return fmt::format(
        "Under {} {} of the NOWAIT attempts are refused ({}): the work is the kworker's all the same, and {}{}.",
        cell.variant, per_cent(refused), refusals(cell.metrics), cpu_difference(cell, other),
        contention >= kRelaxed ? fmt::format(" on CPUs that are {} busy", per_cent(contention)) : std::string());
  }
  if (bound->key == binds->key) {
    const std::string more = slower ? cpu_difference(cell, other) : cpu_difference(other, cell);
    const std::string costs = more.empty() ? "" : fmt::format("; under {} {}", (slower ? cell : other).variant, more);
    return sentence(fmt::format("{} under {} and {} under {}{}.", busy_clause(*bound), other.variant,
                                per_cent(binds->busy), cell.variant, costs));
  }
  return sentence(
      fmt::format("under {} {}; under {} {}.", other.variant, busy_clause(*bound), cell.variant, busy_clause(*binds)));
}

}  // namespace loopsim::analysis
