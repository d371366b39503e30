// SPDX-License-Identifier: GPL-2.0
#include <string>
#include <string_view>

#include "analysis/comparison/comparison_writers.hpp"
#include "analysis/csv.hpp"
#include "analysis/number_format.hpp"

namespace loopsim::analysis {
namespace {

using Number = std::optional<double>;

void append_header(CsvWriter& csv) {
  for (const char* name : {"base",
                           "patched",
                           "case",
                           "base_variant",
                           "patched_variant",
                           "base_replications",
                           "patched_replications",
                           "paired",
                           "base_iops",
                           "patched_iops",
                           "change",
                           "change_ci_low",
                           "change_ci_high",
                           "p_value",
                           "p_holm",
                           "significant",
                           "mann_whitney_p",
                           "mann_whitney_p_holm",
                           "variance_reduction",
                           "base_clat_p50_ns",
                           "patched_clat_p50_ns",
                           "base_clat_p99_ns",
                           "patched_clat_p99_ns",
                           "base_clat_p999_ns",
                           "patched_clat_p999_ns",
                           "base_cpu_ns_per_io",
                           "patched_cpu_ns_per_io",
                           "base_ctx_switches_per_io",
                           "patched_ctx_switches_per_io"}) {
    csv.field(name);
  }
  csv.end_row();
}

std::string_view yes_or_no(bool answer) { return answer ? "yes" : "no"; }

void append_tests(CsvWriter& csv, const ComparedWorkload& workload) {
  const auto fraction = [&csv](const Number& number) { csv.field(format_number(number, NumberFormat::fraction)); };
  const auto& change = workload.change;
  const Interval* interval = change && change->change.interval ? &*change->change.interval : nullptr;
  fraction(change ? Number(change->change.value) : std::nullopt);
  fraction(interval ? Number(interval->low) : std::nullopt);
  fraction(interval ? Number(interval->high) : std::nullopt);
  fraction(change ? change->p_value : std::nullopt);
  fraction(workload.p_holm);
  csv.field(workload.p_holm ? yes_or_no(workload.significant()) : "");
  fraction(workload.rank_test ? Number(workload.rank_test->p_value) : std::nullopt);
  fraction(workload.rank_p_holm);
  fraction(workload.variance_reduction);
}

void append_row(CsvWriter& csv, const ComparedSide& side, const ComparedWorkload& workload) {
  const auto both = [&](double StoredCell::* field, NumberFormat format) {
    csv.field(format_number(workload.before.*field, format));
    csv.field(format_number(workload.after.*field, format));
  };
  csv.field(side.before);
  csv.field(side.after);
  csv.field(workload.before.case_name);
  csv.field(workload.before.variant);
  csv.field(workload.after.variant);
  csv.field(std::to_string(workload.before.iops.size()));
  csv.field(std::to_string(workload.after.iops.size()));
  csv.field(yes_or_no(side.unpaired_because.empty()));
  csv.field(format_number(mean(workload.before.iops), NumberFormat::rate));
  csv.field(format_number(mean(workload.after.iops), NumberFormat::rate));
  append_tests(csv, workload);
  both(&StoredCell::clat_p50_ns, NumberFormat::nanoseconds);
  both(&StoredCell::clat_p99_ns, NumberFormat::nanoseconds);
  both(&StoredCell::clat_p999_ns, NumberFormat::nanoseconds);
  both(&StoredCell::cpu_ns_per_io, NumberFormat::nanoseconds);
  both(&StoredCell::ctx_switches_per_io, NumberFormat::fraction);
  csv.end_row();
}

}  // namespace

std::string comparison_csv(const ResultComparison& comparison) {
  CsvWriter csv;
  append_header(csv);
  for (const ComparedSide& side : comparison) {
    for (const ComparedWorkload& workload : side.workloads) {
      append_row(csv, side, workload);
    }
  }
  return csv.text();
}

}  // namespace loopsim::analysis
