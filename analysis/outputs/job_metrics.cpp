// SPDX-License-Identifier: GPL-2.0
#include "analysis/outputs/job_metrics.hpp"

#include <array>
#include <limits>

namespace loopsim::analysis {
namespace {

using models::JobResult;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double ios(const JobResult& job) { return static_cast<double>(job.reads + job.writes + job.trims); }

double clat_mean(const JobResult& job) {
  return job.clat.count() == 0 ? kNone : static_cast<double>(job.clat.sum()) / static_cast<double>(job.clat.count());
}

double clat_percentile(const JobResult& job, double per_cent) {
  return job.clat.count() == 0 ? kNone : static_cast<double>(job.clat.percentile(per_cent));
}

constexpr auto kTable = std::to_array<JobMetric>({
    {"iops", NumberFormat::rate,
     [](const JobResult& job, sim::SimTime window) {
       return window == 0 ? kNone : ios(job) * static_cast<double>(sim::kSecond) / static_cast<double>(window);
     }},
    {"ios", NumberFormat::count, [](const JobResult& job, sim::SimTime) { return ios(job); }},
    {"reads", NumberFormat::count, [](const JobResult& job, sim::SimTime) { return static_cast<double>(job.reads); }},
    {"writes", NumberFormat::count, [](const JobResult& job, sim::SimTime) { return static_cast<double>(job.writes); }},
    {"trims", NumberFormat::count, [](const JobResult& job, sim::SimTime) { return static_cast<double>(job.trims); }},
    {"bytes", NumberFormat::count, [](const JobResult& job, sim::SimTime) { return static_cast<double>(job.bytes); }},
    {"clat_mean_ns", NumberFormat::nanoseconds, [](const JobResult& job, sim::SimTime) { return clat_mean(job); }},
    {"clat_p50_ns", NumberFormat::nanoseconds,
     [](const JobResult& job, sim::SimTime) { return clat_percentile(job, 50); }},
    {"clat_p99_ns", NumberFormat::nanoseconds,
     [](const JobResult& job, sim::SimTime) { return clat_percentile(job, 99); }},
    {"clat_p999_ns", NumberFormat::nanoseconds,
     [](const JobResult& job, sim::SimTime) { return clat_percentile(job, 99.9); }},
    {"cpu_ns", NumberFormat::nanoseconds,
     [](const JobResult& job, sim::SimTime) { return static_cast<double>(job.cpu); }},
    {"ctx_switches", NumberFormat::count,
     [](const JobResult& job, sim::SimTime) { return static_cast<double>(job.context_switches); }},
});

}  // namespace

std::span<const JobMetric> job_metrics() { return kTable; }

}  // namespace loopsim::analysis
