// SPDX-License-Identifier: GPL-2.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "analysis/measurements/fio_json.hpp"
#include "analysis/measurements/integer_text.hpp"
#include "analysis/measurements/run_table.hpp"
#include "scenarios/close_match.hpp"
#include "scenarios/names.hpp"
#include "scenarios/units.hpp"
#include "scenarios/words.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::in_quotes;
using scenarios::InputError;

// An option of fio's with the value it has when nobody gives it.
struct Option {
  std::string_view name;
  std::string_view otherwise;
};

// Options that all jobs of one row share.
constexpr std::array kShared = {
    Option{"rw", "read"},  Option{"bs", "4k"},     Option{"iodepth", "1"},    Option{"ioengine", ""},
    Option{"direct", "0"}, Option{"filename", ""}, Option{"rwmixread", "50"}, Option{"group_reporting", "-"}};

// Reads options of the first job; says which one is wrong.
class Options {
 public:
  Options(const FioJob& job, const std::string& file) : job_(job), file_(file) {}

  std::string text(std::string_view name) const {
    for (const Option& option : kShared) {
      if (option.name == name) {
        return job_.option(std::string(name), std::string(option.otherwise));
      }
    }
    throw std::out_of_range("an option that jobs need not share");
  }

  std::string word(std::string_view name, const std::vector<std::string>& allowed) const {
    const std::string value = text(name);
    if (!scenarios::contains(allowed, value)) {
      fail(name, fmt::format("unknown value {}{}", in_quotes(value), scenarios::allowed_names(value, allowed)));
    }
    return value;
  }

  int integer(std::string_view name, const std::string& value, int min, int max) const {
    if (const auto number = integer_between(value, min, max)) {
      return *number;
    }
    fail(name, fmt::format("expected an integer from {} to {}, got {}", min, max, in_quotes(value)));
  }

  std::uint64_t size(std::string_view name) const {
    try {
      return scenarios::parse_size(text(name));
    } catch (const std::invalid_argument& error) {
      fail(name, error.what());
    }
  }

  [[noreturn]] void fail(std::string_view name, std::string_view message) const {
    throw InputError({file_, 0, 0}, fmt::format("job options.{}: {}", name, message));
  }

 private:
  const FioJob& job_;
  const std::string& file_;
};

void require_one_workload(const FioOutput& output) {
  const FioJob& first = output.jobs.front();
  for (const FioJob& job : output.jobs) {
    for (const Option& option : kShared) {
      const std::string name(option.name);
      const std::string otherwise(option.otherwise);
      if (job.option(name, otherwise) != first.option(name, otherwise)) {
        throw InputError({output.file, 0, 0}, fmt::format("jobs {} and {} differ in {}; a row stands for one workload",
                                                          in_quotes(first.name), in_quotes(job.name), in_quotes(name)));
      }
    }
  }
}

// With group_reporting an entry of the file stands for all jobs of its group.
int number_of_jobs(const FioOutput& output, const Options& options) {
  if (options.text("group_reporting") != "-" && options.text("group_reporting") != "0") {
    int jobs = 0;
    for (const FioJob& job : output.jobs) {
      jobs += options.integer("numjobs", job.option("numjobs", "1"), 1, 4'096);
    }
    return jobs;
  }
  return static_cast<int>(output.jobs.size());
}

// The values that json+ bins have at some percentiles, the whole distribution being known.
std::vector<Percentile> percentiles_of(const std::map<std::int64_t, std::uint64_t>& bins) {
  constexpr std::array kPoints = {5.0,  10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0,
                                  60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0, 95.0, 99.0, 99.9};
  std::uint64_t all = 0;
  for (const auto& [value, count] : bins) {
    all += count;
  }
  std::vector<Percentile> percentiles;
  std::uint64_t below = 0;
  auto bin = bins.begin();
  for (const double point : kPoints) {
    const double rank = point / 100 * static_cast<double>(all);
    while (bin != bins.end() && static_cast<double>(below + bin->second) < rank) {
      below += bin->second;
      ++bin;
    }
    if (bin != bins.end()) {
      percentiles.push_back({point, static_cast<double>(bin->first)});
    }
  }
  return percentiles;
}

std::vector<Percentile> points_of(const FioLatency& latency) {
  if (!latency.bins.empty()) {
    return percentiles_of(latency.bins);
  }
  std::vector<Percentile> points = latency.percentiles;
  std::erase_if(points, [](const Percentile& p) { return p.per_cent <= 0 || p.per_cent >= 100; });
  return points;
}

void take_latency(const FioOutput& output, Measurement& row) {
  const FioJob& job = output.jobs.front();
  const bool mixed = job.read.total_ios > 0 && job.write.total_ios > 0;
  if (output.jobs.size() > 1 || mixed) {
    return;
  }
  const FioDirection& direction = job.read.total_ios > 0 ? job.read : job.write;
  // The total where fio was told to keep its distribution, which it is not by default.
  const bool has_total = direction.lat && !points_of(*direction.lat).empty();
  const std::optional<FioLatency>& latency = has_total ? direction.lat : direction.clat;
  if (latency) {
    row.latency_kind = has_total ? LatencyKind::total : LatencyKind::completion;
    row.percentiles = points_of(*latency);
  }
  if (direction.lat) {
    row.latency_mean_ns = direction.lat->mean;
  }
}

}  // namespace

Measurement measurement_of(const FioOutput& output, const RunFields& fields) {
  require_one_workload(output);
  const Options options(output.jobs.front(), output.file);
  Measurement row;
  row.source = {output.file, 0, 0};
  row.kernel = fields.kernel;
  row.era = era_of(fields.kernel);
  row.accel = fields.accel;
  row.cpus = fields.cpus;
  row.sched = fields.sched;
  row.condition = fields.condition;
  row.fs = fields.fs;
  row.device = fields.device;
  row.target = fields.target;
  row.mapping = fields.mapping;
  row.policy = fields.policy;
  if (options.text("direct") != "1") {
    options.fail("direct", "expected 1: rows are runs with direct I/O");
  }
  row.rw = options.word("rw", measured_rw_words());
  row.engine = options.word("ioengine", scenarios::texts_of(scenarios::kIoEngineWords));
  row.jobs = number_of_jobs(output, options);
  // fio ignores a depth that the engine does not have.
  row.iodepth = row.engine == "psync" ? 1 : options.integer("iodepth", options.text("iodepth"), 1, 65'536);
  row.bs = options.size("bs");
  row.rwmixread = options.integer("rwmixread", options.text("rwmixread"), 0, 100);
  for (const FioJob& job : output.jobs) {
    row.iops += job.read.iops + job.write.iops;
  }
  if (!(row.iops > 0)) {
    throw InputError(row.source, "the jobs did no I/O");
  }
  row.iops_min = row.iops_max = row.iops;
  take_latency(output, row);
  check_row(row);
  return row;
}

}  // namespace loopsim::analysis
