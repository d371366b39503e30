// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace loopsim::analysis {

// How one cell went over its window: the columns of timeseries.csv, each the mean over the replications.
struct StoredSeries {
  std::vector<double> at_ns;  // ends of the intervals
  std::map<std::string, std::vector<double>> columns;
};

// By case and variant.
using SeriesByCell = std::map<std::pair<std::string, std::string>, StoredSeries>;

// Reads timeseries.csv of a result directory. A replication that has fewer intervals than the first ends the mean
// there. Throws scenarios::InputError.
SeriesByCell read_series(const std::filesystem::path& directory);

}  // namespace loopsim::analysis
