// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <span>
#include <string>

#include "analysis/outputs/provenance.hpp"
#include "analysis/result_table.hpp"
#include "analysis/summary.hpp"

namespace loopsim::analysis {

// The files of a result directory as texts. The CSV texts depend on the scenario, seed and program version alone; empty
// fields stand for numbers that do not exist. Counts in summaries are totals over the replications; rates, means and
// percentiles are those of all replications taken together, except iops and ratio, which are means with intervals.

// One row for each case, variant and replication.
std::string runs_csv(const ResultTable& table);

// One row for each job of those runs whose case has no group_reporting; no text at all where every case has.
std::string jobs_csv(const ResultTable& table);

// One row for each case and variant.
std::string summary_csv(const ResultTable& table, std::span<const CellSummary> summaries);

// About a hundred rows for each run, of equal intervals.
std::string timeseries_csv(const ResultTable& table);

// All summaries and runs with where they come from. Only the object `performance` depends on the machine's speed.
std::string summary_json(const ResultTable& table, std::span<const CellSummary> summaries,
                         const Provenance& provenance);

}  // namespace loopsim::analysis
