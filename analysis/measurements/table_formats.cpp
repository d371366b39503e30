// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/table_formats.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <sstream>

#include <fmt/format.h>

#include "scenarios/names.hpp"

namespace loopsim::analysis {
namespace {

std::vector<std::string> split(const std::string& header) {
  std::vector<std::string> columns;
  std::istringstream stream(header);
  for (std::string column; std::getline(stream, column, ',');) {
    columns.push_back(column);
  }
  return columns;
}

std::vector<TableFormat> make_formats() {
  const auto runs = TableContents::runs;
  const auto costs = TableContents::costs;
  const auto total = LatencyKind::total;
  return {
      {"fio_matrix.csv", runs, "fio runs, one by one", total,
       split("kernel,fs,device,target,mapping,rw,jobs,iodepth,engine,policy,sched,rep,runtime_s,iops,bw_mib_s,"
             "lat_mean_ns,lat_p50_ns,lat_p90_ns,lat_p99_ns,lat_p999_ns,slat_mean_ns,clat_mean_ns,fio_usr_pct,"
             "fio_sys_pct,fio_ctx,foreign_cpu_pct,sys_usr_pct,sys_nice_pct,sys_sys_pct,sys_softirq_pct,"
             "sys_steal_pct,sys_idle_pct,sys_ctx_per_s,kw_unbound_cpu_pct,kw_bound_cpu_pct,kw_ctx_per_s,"
             "extents_after,raw_json")},
      {"fio_matrix_median.csv", runs, "medians of fio runs", total,
       split("kernel,fs,device,target,mapping,rw,jobs,iodepth,engine,policy,sched,n,iops,bw_mib_s,lat_mean_ns,"
             "lat_p50_ns,lat_p90_ns,lat_p99_ns,slat_mean_ns,clat_mean_ns,fio_usr_pct,fio_sys_pct,fio_ctx,"
             "sys_usr_pct,sys_sys_pct,sys_softirq_pct,sys_idle_pct,sys_ctx_per_s,kw_unbound_cpu_pct,"
             "kw_bound_cpu_pct,kw_ctx_per_s,extents_after,iops_min,iops_max,iops_spread_pct")},
      {"emulation.csv", runs, "the policies in user space, one run each", total,
       split("kernel,fs,device,target,mapping,rw,jobs,iodepth,engine,policy,sched,rep,runtime_s,iops,lat_mean_ns,"
             "lat_p50_ns,lat_p90_ns,lat_p99_ns,lat_p999_ns,attempts,eagain,eagain_frac,hint_skips,to_worker,"
             "to_worker_frac,submit_cpu_pct,worker_cpu_pct,submit_ctx_per_s,worker_ctx_per_s,worker_ns_per_op,"
             "queue_len_mean,user_nice_cpu_pct,sys_idle_pct,sys_steal_pct,kw_unbound_cpu_pct,kw_bound_cpu_pct,"
             "extents_after")},
      {"emulation_median.csv", runs, "medians of the policies in user space", total,
       split("kernel,fs,device,target,mapping,rw,jobs,iodepth,engine,policy,sched,n,iops,lat_mean_ns,lat_p50_ns,"
             "lat_p90_ns,lat_p99_ns,eagain_frac,to_worker_frac,submit_cpu_pct,worker_cpu_pct,submit_ctx_per_s,"
             "worker_ctx_per_s,worker_ns_per_op,queue_len_mean,sys_idle_pct,iops_min,iops_max,iops_spread_pct")},
      {"patched-kernel.csv", runs, "runs of the policies in a patched kernel", LatencyKind::completion,
       split("kernel,accel,vcpus,fs,device,device_latency_ns,mapping,rw,jobs,iodepth,engine,policy,rep,iops,"
             "lat_mean_ns,lat_p50_ns,lat_p99_ns,eagain,attempts,ctx")},
      {"sparse-conditions.csv", runs, "runs of the policies in a patched kernel under many conditions",
       LatencyKind::completion,
       split("kernel,accel,vcpus,fs,device,device_latency_ns,mapping,rw,jobs,iodepth,engine,policy,rep,iops,"
             "lat_mean_ns,lat_p50_ns,lat_p99_ns,eagain,attempts,ctx,condition,worker_activations,ilock_sleeps")},
      {"nowait_semantics.csv", costs, "cost and outcome of single NOWAIT and blocking calls", total,
       split("kernel,fs,device,sched,mapping,op,pattern,condition,mode,calls,eagain_frac,ok_mean_ns,ok_p50_ns,"
             "ok_p99_ns,eagain_mean_ns,eagain_p50_ns,eagain_p99_ns,calls_per_s,eagain_per_s,fallback_n,"
             "fallback_mean_ns,fallback_p50_ns,fallback_p99_ns,fallback_max_ns")},
      {"nowait_contention.csv", costs, "NOWAIT calls beside a blocking writer of the same file", total,
       split("kernel,fs,device,sched,writer,mapping,op,nocmtime,pace,attempts_per_s,calls,eagain_frac,ok_mean_ns,"
             "ok_p50_ns,ok_p99_ns,eagain_mean_ns,eagain_p50_ns,eagain_p99_ns,writer_alone_iops,writer_iops,"
             "writer_alone_mean_ns,writer_mean_ns,writer_alone_p99_ns,writer_p99_ns")},
      {"alloc_cost.csv", costs, "cost of single writes against the number of extents", total,
       split("kernel,fs,device,sched,op,extents,calls,mean_ns,p50_ns,p90_ns,p99_ns")},
      {"micro_costs.csv", costs, "cost of system calls, wake-ups, context switches and single I/Os", total,
       split("sched,name,calls,mean_ns,p50_ns,p90_ns,p99_ns")},
  };
}

std::size_t columns_in_common(const CsvTable& table, const TableFormat& format) {
  return static_cast<std::size_t>(std::ranges::count_if(
      format.columns, [&](const std::string& column) { return table.index_of(column).has_value(); }));
}

}  // namespace

std::span<const TableFormat> table_formats() {
  static const std::vector<TableFormat> kFormats = make_formats();
  return kFormats;
}

const TableFormat& format_of(const CsvTable& table) {
  const TableFormat* nearest = nullptr;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const TableFormat& format : table_formats()) {
    const std::size_t common = columns_in_common(table, format);
    const std::size_t different = table.columns.size() + format.columns.size() - 2 * common;
    if (2 * common >= format.columns.size() && different < least) {
      least = different;
      nearest = &format;
    }
  }
  if (nearest == nullptr) {
    throw scenarios::InputError({table.file, 1, 1},
                                fmt::format("these columns are of no known table of measurements (known: {})",
                                            fmt::join(scenarios::names_of(table_formats()), ", ")));
  }
  return *nearest;
}

}  // namespace loopsim::analysis
