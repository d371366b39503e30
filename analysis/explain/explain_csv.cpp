// SPDX-License-Identifier: GPL-2.0
#include <limits>

#include <fmt/format.h>

#include "analysis/csv.hpp"
#include "analysis/explain/writers.hpp"
#include "analysis/number_format.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

class Rows {
 public:
  Rows() {
    for (const char* title : {"case", "variant", "table", "row", "quantity", "value", "unit"}) {
      csv_.field(title);
    }
    csv_.end_row();
  }

  void begin(const std::string& case_name, const std::string& variant, std::string_view table) {
    case_ = case_name;
    variant_ = variant;
    table_ = table;
  }
  void add(std::string_view row, std::string_view quantity, double value, std::string_view unit) {
    for (const std::string_view field :
         {std::string_view(case_), std::string_view(variant_), std::string_view(table_), row, quantity}) {
      csv_.field(field);
    }
    csv_.field(format_number(value, NumberFormat::fraction));
    csv_.field(unit);
    csv_.end_row();
  }

  const std::string& text() const { return csv_.text(); }

 private:
  CsvWriter csv_;
  std::string case_;
  std::string variant_;
  std::string table_;
};

void add_cell(Rows& rows, const std::string& case_name, const ExplainedCell& cell) {
  rows.begin(case_name, cell.facts.variant, "stage");
  for (const StageRow& stage : cell.stages.rows) {
    rows.add(stage.name, "mean", stage.mean_ns, "ns");
    rows.add(stage.name, "share", stage.share, "1");
    rows.add(stage.name, "p99", stage.p99_ns.value_or(kMissing), "ns");
  }
  rows.add("latency", "mean", cell.stages.latency_ns, "ns");
  rows.begin(case_name, cell.facts.variant, "resource");
  for (const Resource& resource : cell.resources) {
    rows.add(resource.key, "busy", resource.busy, "1");
  }
}

void add_waterfall(Rows& rows, const std::string& case_name, const Waterfall& waterfall) {
  rows.begin(case_name, waterfall.variant, "waterfall");
  for (const WaterfallStep& step : waterfall.steps) {
    rows.add(step.key, "first_off", step.first_off, "ns");
    rows.add(step.key, "last_off", step.last_off, "ns");
    rows.add(step.key, "part", step.part, "ns");
    rows.add(step.key, "ratio_without", step.ratio_without, "1");
  }
  rows.add("rest", "part", waterfall.rest, "ns");
  rows.add("difference", "part", waterfall.difference(), "ns");
}

// Nothing where the sign does not change.
void add_break_even(Rows& rows, const std::string& case_name, const BreakEven& break_even) {
  rows.begin(case_name, break_even.variant, "break_even");
  rows.add(break_even.key, "flip", break_even.flip ? break_even.flip->value : kMissing, "as written");
  for (const BreakEvenPoint& point : break_even.points) {
    rows.add(break_even.key, fmt::format("change at {}", point.text), point.change.value, "1");
  }
}

}  // namespace

std::string explain_csv(const Explanation& explanation) {
  Rows rows;
  for (const ExplainedCase& explained : explanation.cases) {
    for (const ExplainedCell& cell : explained.cells) {
      add_cell(rows, explained.name, cell);
    }
    for (const Waterfall& waterfall : explained.waterfalls) {
      add_waterfall(rows, explained.name, waterfall);
    }
    for (const BreakEven& break_even : explained.break_evens) {
      add_break_even(rows, explained.name, break_even);
    }
  }
  return rows.text();
}

}  // namespace loopsim::analysis
