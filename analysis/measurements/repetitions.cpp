// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/repetitions.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

#include <fmt/format.h>

#include "analysis/statistics.hpp"

namespace loopsim::analysis {
namespace {

using Group = std::vector<const Measurement*>;

bool same_percentiles(const Group& group) {
  return std::ranges::all_of(group, [&](const Measurement* row) {
    return std::ranges::equal(row->percentiles, group.front()->percentiles, {}, &Percentile::per_cent,
                              &Percentile::per_cent);
  });
}

template <typename Value>
double median_of(const Group& group, Value value) {
  std::vector<double> values;
  values.reserve(group.size());
  for (const Measurement* row : group) {
    values.push_back(value(*row));
  }
  return median(values);
}

void refuse_summaries(const Group& group) {
  for (const Measurement* row : group) {
    if (row->repetitions > 1) {
      const Measurement* other = row == group.front() ? group[1] : group.front();
      throw scenarios::InputError(
          row->source, fmt::format("the same configuration as line {}, and one of the two is a summary of {} runs",
                                   other->source.line, row->repetitions));
    }
  }
}

Measurement merge(const Group& group) {
  Measurement merged = *group.front();
  if (group.size() == 1) {
    return merged;
  }
  refuse_summaries(group);
  merged.repetitions = static_cast<int>(group.size());
  merged.iops = median_of(group, [](const Measurement& row) { return row.iops; });
  merged.iops_min = std::ranges::min(group, {}, &Measurement::iops)->iops;
  merged.iops_max = std::ranges::max(group, {}, &Measurement::iops)->iops;
  if (std::ranges::all_of(group, [](const Measurement* row) { return row->latency_mean_ns.has_value(); })) {
    merged.latency_mean_ns = median_of(group, [](const Measurement& row) { return *row.latency_mean_ns; });
  } else {
    merged.latency_mean_ns.reset();
  }
  if (!same_percentiles(group)) {
    merged.percentiles.clear();
  }
  for (std::size_t i = 0; i < merged.percentiles.size(); ++i) {
    merged.percentiles[i].ns = median_of(group, [i](const Measurement& row) { return row.percentiles[i].ns; });
  }
  return merged;
}

}  // namespace

std::vector<Measurement> merge_repetitions(const std::vector<Measurement>& rows) {
  std::map<std::string, Group> groups;
  for (const Measurement& row : rows) {
    groups[name_of(row)].push_back(&row);
  }
  std::vector<Measurement> merged;
  for (const Measurement& row : rows) {
    if (const Group& group = groups.at(name_of(row)); group.front() == &row) {
      merged.push_back(merge(group));
    }
  }
  return merged;
}

}  // namespace loopsim::analysis
