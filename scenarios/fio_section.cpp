// SPDX-License-Identifier: GPL-2.0
#include "scenarios/fio_section.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "models/fio_offsets.hpp"
#include "scenarios/names.hpp"
#include "scenarios/units.hpp"
#include "scenarios/words.hpp"

namespace loopsim::scenarios {
namespace {

using models::FioJobSpec;
using models::IoEngine;
using models::ReadWrite;

constexpr std::uint64_t kSector = 512;
constexpr std::uint64_t kLargestBlock = std::uint64_t{1} << 20;
constexpr std::uint64_t kLargestFileSize = std::uint64_t{1} << 50;
constexpr sim::SimTime kLongest = 100'000 * sim::kSecond;
constexpr int kDeepestQueue = 65'536;
constexpr int kMostJobs = 4'096;
constexpr int kMostWritesBetweenFlushes = 1'000'000'000;
constexpr std::uint64_t kDiscardUnit = 4096;

// What the jobs beside the measured ones leave to those.
constexpr std::array<std::string_view, 4> kOfTheMeasuredJobs = {"runtime", "time_based", "ramp_time",
                                                                "group_reporting"};

bool is_mixed(ReadWrite rw) { return rw == ReadWrite::rw || rw == ReadWrite::randrw; }

bool is_random(ReadWrite rw) {
  return rw == ReadWrite::randread || rw == ReadWrite::randwrite || rw == ReadWrite::randrw ||
         rw == ReadWrite::randtrim;
}

bool trims(ReadWrite rw) { return rw == ReadWrite::trim || rw == ReadWrite::randtrim; }

std::string rw_objection(const FioJobSpec& job) {
  return fmt::format("it has no meaning with rw: {}", word_for(kReadWriteWords, job.rw));
}

std::string no_objection(const FioJobSpec& /*job*/, const Value& /*value*/) { return {}; }

std::string mix_objection(const FioJobSpec& job, const Value& /*value*/) {
  return is_mixed(job.rw) ? "" : rw_objection(job);
}

std::string map_objection(const FioJobSpec& job, const Value& /*value*/) {
  return is_random(job.rw) ? "" : rw_objection(job);
}

std::string depth_objection(const FioJobSpec& job, const Value& value) {
  const bool deep = value.small_integer(1, kDeepestQueue) > 1;
  if (!deep) {
    return {};
  }
  if (trims(job.rw)) {
    return "a trim is a synchronous call under every ioengine, fio has one in flight";
  }
  return job.ioengine == IoEngine::psync ? "psync has one I/O in flight, fio ignores a larger iodepth" : "";
}

std::string queue_objection(const FioJobSpec& job, const Value& /*value*/) {
  if (trims(job.rw)) {
    return "a trim is a synchronous call under every ioengine, there is no queue";
  }
  if (job.ioengine == IoEngine::kbio) {
    return "kbio submits each bio by itself";
  }
  return job.ioengine == IoEngine::psync ? "psync has no queue" : "";
}

std::string fsync_objection(const FioJobSpec& job, const Value& /*value*/) {
  if (job.ioengine == IoEngine::kbio) {
    return "kbio does not flush";
  }
  return models::read_percent(job) == 100 || trims(job.rw) ? rw_objection(job) : "";
}

std::string bool_text(bool value) { return value ? "true" : "false"; }

std::string unless(int value, int fallback) { return value == fallback ? "" : std::to_string(value); }

std::string nonzero(std::uint64_t value, std::string text) { return value == 0 ? "" : std::move(text); }

std::string nonzero_duration(sim::SimTime value) {
  return nonzero(static_cast<std::uint64_t>(value), duration_text(value));
}

// One of fio's options: when it has a meaning, how it is read, and how it is printed (empty: it is not).
struct FioKey {
  std::string_view name;
  std::string (*objection)(const FioJobSpec&, const Value&);
  void (*read)(FioJobSpec&, const Value&);
  std::string (*print)(const FioJobSpec&);
  std::string_view alias = {};  // fio's other name for it
};

// In the order in which they are read: what others depend on comes first.
constexpr auto kKeys = std::to_array<FioKey>({
    {"ioengine", no_objection, [](FioJobSpec& job, const Value& value) { job.ioengine = value.word(kIoEngineWords); },
     [](const FioJobSpec& job) { return word_for(kIoEngineWords, job.ioengine); }},
    {"rw", no_objection, [](FioJobSpec& job, const Value& value) { job.rw = value.word(kReadWriteWords); },
     [](const FioJobSpec& job) { return word_for(kReadWriteWords, job.rw); }},
    {"rwmixread", mix_objection,
     [](FioJobSpec& job, const Value& value) { job.rwmixread = value.small_integer(0, 100); },
     [](const FioJobSpec& job) { return is_mixed(job.rw) ? std::to_string(job.rwmixread) : ""; }},
    {"bs", no_objection, [](FioJobSpec& job, const Value& value) { job.bs = value.size(kSector, kLargestBlock); },
     [](const FioJobSpec& job) { return size_text(job.bs); }},
    {"iodepth", depth_objection,
     [](FioJobSpec& job, const Value& value) { job.iodepth = value.small_integer(1, kDeepestQueue); },
     [](const FioJobSpec& job) { return std::to_string(job.iodepth); }},
    {"iodepth_batch_submit", queue_objection,
     [](FioJobSpec& job, const Value& value) { job.iodepth_batch_submit = value.small_integer(0, kDeepestQueue); },
     [](const FioJobSpec& job) { return unless(job.iodepth_batch_submit, 1); }, "iodepth_batch"},
    {"iodepth_batch_complete_min", queue_objection,
     [](FioJobSpec& job, const Value& value) {
       job.iodepth_batch_complete_min = value.small_integer(1, kDeepestQueue);
     },
     [](const FioJobSpec& job) { return unless(job.iodepth_batch_complete_min, 1); }, "iodepth_batch_complete"},
    {"iodepth_batch_complete_max", queue_objection,
     [](FioJobSpec& job, const Value& value) {
       job.iodepth_batch_complete_max = value.small_integer(0, kDeepestQueue);
     },
     [](const FioJobSpec& job) { return unless(job.iodepth_batch_complete_max, 0); }},
    {"iodepth_low", queue_objection,
     [](FioJobSpec& job, const Value& value) { job.iodepth_low = value.small_integer(0, kDeepestQueue); },
     [](const FioJobSpec& job) { return unless(job.iodepth_low, 0); }},
    {"numjobs", no_objection,
     [](FioJobSpec& job, const Value& value) { job.numjobs = value.small_integer(1, kMostJobs); },
     [](const FioJobSpec& job) { return std::to_string(job.numjobs); }},
    {"size", no_objection,
     [](FioJobSpec& job, const Value& value) { job.size = value.size(kSector, kLargestFileSize); },
     [](const FioJobSpec& job) { return nonzero(job.size, size_text(job.size)); }},
    {"offset_increment", no_objection,
     [](FioJobSpec& job, const Value& value) { job.offset_increment = value.size(0, kLargestFileSize); },
     [](const FioJobSpec& job) { return nonzero(job.offset_increment, size_text(job.offset_increment)); }},
    {"runtime", no_objection,
     [](FioJobSpec& job, const Value& value) { job.runtime = value.duration(sim::kMicrosecond, kLongest); },
     [](const FioJobSpec& job) { return nonzero_duration(job.runtime); }},
    {"time_based", no_objection, [](FioJobSpec& job, const Value& value) { job.time_based = value.boolean(); },
     [](const FioJobSpec& job) { return bool_text(job.time_based); }},
    {"ramp_time", no_objection,
     [](FioJobSpec& job, const Value& value) { job.ramp_time = value.duration(0, kLongest); },
     [](const FioJobSpec& job) { return nonzero_duration(job.ramp_time); }},
    {"norandommap", map_objection, [](FioJobSpec& job, const Value& value) { job.norandommap = value.boolean(); },
     [](const FioJobSpec& job) { return is_random(job.rw) ? bool_text(job.norandommap) : ""; }},
    {"group_reporting", no_objection,
     [](FioJobSpec& job, const Value& value) { job.group_reporting = value.boolean(); },
     [](const FioJobSpec& job) { return bool_text(job.group_reporting); }},
    {"thinktime", no_objection,
     [](FioJobSpec& job, const Value& value) { job.thinktime = value.duration(0, kLongest); },
     [](const FioJobSpec& job) { return nonzero_duration(job.thinktime); }},
    {"fsync", fsync_objection,
     [](FioJobSpec& job, const Value& value) { job.fsync = value.small_integer(0, kMostWritesBetweenFlushes); },
     [](const FioJobSpec& job) { return job.fsync == 0 ? "" : std::to_string(job.fsync); }},
    {"cgroups", no_objection,
     [](FioJobSpec& job, const Value& value) { job.cgroups = value.small_integer(1, kMostJobs); },
     [](const FioJobSpec& job) { return std::to_string(job.cgroups); }},
});

void require_multiple(LayeredSection& keys, std::string_view key, std::uint64_t value, std::uint64_t unit,
                      std::string_view unit_name) {
  if (value % unit != 0) {
    keys.require(key).fail(fmt::format("{} is not a multiple of {} {}", size_text(value), unit_name, size_text(unit)));
  }
}

void check_end(LayeredSection& keys, const FioJobSpec& job) {
  if (job.time_based && job.runtime == 0) {
    keys.require("time_based").fail("needs a runtime");
  }
  if (job.runtime == 0 && job.size == 0) {
    keys.own().fail("needs a runtime or a size, else nothing ends it");
  }
}

void check_operation(LayeredSection& keys, const FioJobSpec& job) {
  if (job.ioengine == IoEngine::kbio && trims(job.rw)) {
    keys.require("rw").fail("kbio reads and writes, it does not trim");
  }
}

void check_region(LayeredSection& keys, const FioJobSpec& job) {
  if (trims(job.rw)) {
    require_multiple(keys, "bs", job.bs, kDiscardUnit, "the unit of discards");
  } else {
    require_multiple(keys, "bs", job.bs, kSector, "the sector size");
  }
  require_multiple(keys, "size", job.size, job.bs, "bs");
  require_multiple(keys, "offset_increment", job.offset_increment, job.bs, "bs");
  if (job.offset_increment != 0 && job.size == 0) {
    keys.require("offset_increment").fail("needs a size: without one every job walks the whole file");
  }
}

// Where fio would quietly take iodepth, or the minimum, instead.
void check_batches(LayeredSection& keys, const FioJobSpec& job) {
  const auto within_depth = [&](std::string_view key, std::string_view alias, int value, std::string_view why) {
    if (value > job.iodepth) {
      keys.require(keys.spelling(key, alias))
          .fail(fmt::format("{} is more than iodepth {}; {}", value, job.iodepth, why));
    }
  };
  within_depth("iodepth_batch_submit", "iodepth_batch", job.iodepth_batch_submit, "no more are there to submit");
  within_depth("iodepth_batch_complete_min", "iodepth_batch_complete", job.iodepth_batch_complete_min,
               "no more are in flight");
  within_depth("iodepth_batch_complete_max", "", job.iodepth_batch_complete_max, "no more are in flight");
  within_depth("iodepth_low", "", job.iodepth_low, "the low water mark cannot be bigger than the iodepth");
  if (job.iodepth_batch_complete_max != 0 && job.iodepth_batch_complete_min > job.iodepth_batch_complete_max) {
    keys.require("iodepth_batch_complete_max")
        .fail(fmt::format("{} is less than iodepth_batch_complete_min {}", job.iodepth_batch_complete_max,
                          job.iodepth_batch_complete_min));
  }
}

}  // namespace

std::vector<std::string> fio_keys() {
  std::vector<std::string> names = names_of(kKeys);
  for (const FioKey& key : kKeys) {
    if (!key.alias.empty()) {
      names.emplace_back(key.alias);
    }
  }
  return names;
}

namespace {

FioJobSpec read_keys(LayeredSection& keys) {
  const bool depended_on_changed =
      keys.require("ioengine").from_command_line() || keys.require("rw").from_command_line();
  if (depended_on_changed) {
    keys.forgive_meaningless();
  }
  FioJobSpec job;
  for (const FioKey& key : kKeys) {
    const std::string_view name = key.alias.empty() ? key.name : keys.spelling(key.name, key.alias);
    if (const auto value = keys.find(name, [&](const Value& v) { return key.objection(job, v); })) {
      key.read(job, *value);
    }
  }
  check_operation(keys, job);
  check_region(keys, job);
  check_batches(keys, job);
  return job;
}

}  // namespace

FioJobSpec read_fio_job(LayeredSection& keys) {
  FioJobSpec job = read_keys(keys);
  check_end(keys, job);
  return job;
}

FioJobSpec read_beside_job(LayeredSection& keys) {
  for (const std::string_view key : kOfTheMeasuredJobs) {
    if (keys.own().peek(key)) {
      keys.own().refuse(key, "jobs beside the measured ones run as long as those do");
    }
  }
  FioJobSpec job = read_keys(keys);
  job.time_based = true;
  return job;
}

std::vector<std::pair<std::string, std::string>> fio_job_text(const FioJobSpec& job) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const FioKey& key : kKeys) {
    if (std::string text = key.print(job); !text.empty()) {
      lines.emplace_back(key.name, std::move(text));
    }
  }
  return lines;
}

std::vector<std::pair<std::string, std::string>> beside_job_text(const FioJobSpec& job) {
  auto lines = fio_job_text(job);
  std::erase_if(lines, [](const auto& line) {
    return std::ranges::find(kOfTheMeasuredJobs, line.first) != kOfTheMeasuredJobs.end();
  });
  return lines;
}

}  // namespace loopsim::scenarios
