// SPDX-License-Identifier: GPL-2.0
#include "analysis/text_table.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "analysis/labels.hpp"
#include "analysis/metrics.hpp"
#include "analysis/statistics.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

using Summaries = std::span<const CellSummary>;
using Number = std::optional<double>;

constexpr std::string_view kNameTitle = "variant";

// A column right of the variant's name: right-aligned, one blank apart.
struct Column {
  std::string_view upper_title;
  std::string_view lower_title;
  std::size_t width;
  std::function<std::string(const CellSummary&)> text;
};

Column number_column(std::string_view upper_title, std::string_view lower_title, std::size_t width, int digits,
                     const std::function<Number(const CellSummary&)>& number) {
  return {upper_title, lower_title, width,
          [=](const CellSummary& summary) { return fit_number(number(summary), digits, width); }};
}

Number kiops(const CellSummary& summary) { return summary.iops.value / 1e3; }

Number half_width_per_cent(const CellSummary& summary) {
  return summary.iops.interval ? Number(100 * summary.iops.interval->half_width() / summary.iops.value) : std::nullopt;
}

Number ratio(const CellSummary& summary) { return summary.ratio ? Number(summary.ratio->value) : std::nullopt; }

Number published_kiops(const CellSummary& summary) {
  return summary.comparison ? Number(summary.comparison->published.iops / 1e3) : std::nullopt;
}

std::string error_with_mark(const CellSummary& summary) {
  if (!summary.comparison) {
    return "-";
  }
  const double error = 100 * summary.comparison->error;
  return fmt::format("{}{} {}", error < 0 ? '-' : '+', fit_number(std::abs(error), 3, 5),
                     summary.comparison->published.fitted ? 'f' : 'p');
}

std::function<Number(const CellSummary&)> scaled(std::string_view name, double scale) {
  return [&metric = metric(name), scale](const CellSummary& summary) { return metric.value(summary.total) * scale; };
}

bool has_published(Summaries summaries) {
  return std::ranges::any_of(summaries, [](const CellSummary& summary) { return summary.comparison.has_value(); });
}

std::vector<Column> columns_for(Summaries block) {
  std::vector<Column> columns = {
      number_column("", "kIOPS", 7, 4, kiops),
      number_column("95% CI", "+-%", 6, 2, half_width_per_cent),
      number_column("", "ratio", 6, 3, ratio),
  };
  if (has_published(block)) {
    columns.push_back(number_column("publ.", "kIOPS", 7, 4, published_kiops));
    columns.push_back({"", "error %", 8, error_with_mark});
  }
  columns.push_back(number_column("p99", "us", 7, 4, scaled("clat_p99_ns", 1e-3)));
  columns.push_back(number_column("CPU", "us/IO", 6, 3, scaled("cpu_ns_per_io", 1e-3)));
  columns.push_back(number_column("ctx", "/IO", 5, 3, scaled("ctx_switches_per_io", 1)));
  return columns;
}

// Room for the longest variant's name, as far as the columns and the place of the baseline mark leave it.
std::size_t name_width(const scenarios::Scenario& scenario, const std::vector<Column>& columns) {
  std::size_t room = kTextWidth - 1;
  for (const Column& column : columns) {
    room -= column.width + 1;
  }
  std::size_t longest = kNameTitle.size();
  for (const scenarios::Variant& variant : scenario.variants) {
    longest = std::max(longest, variant.name.size());
  }
  return std::min(longest, room);
}

std::string line(const std::string& name, const std::vector<Column>& columns,
                 const std::function<std::string(const Column&)>& text) {
  std::string result = name;
  for (const Column& column : columns) {
    result += ' ' + pad_left(text(column), column.width);
  }
  return result + '\n';
}

// The mean over the published cells of one kind, or nothing where there are none.
std::string mean_absolute_error(std::string_view kind, const std::vector<double>& errors) {
  return errors.empty() ? "" : fmt::format(", {:.1f} % of {} {}", 100 * mean(errors), errors.size(), kind);
}

std::string error_line(std::string_view scope, Summaries summaries) {
  std::vector<double> predicted;
  std::vector<double> fitted;
  for (const CellSummary& summary : summaries) {
    if (summary.comparison) {
      std::vector<double>& errors = summary.comparison->published.fitted ? fitted : predicted;
      errors.push_back(std::abs(summary.comparison->error));
    }
  }
  const std::string means = mean_absolute_error("predicted", predicted) + mean_absolute_error("fitted", fitted);
  return means.empty() ? "" : wrap(fmt::format("{}mean absolute error: {}", scope, means.substr(2)));
}

std::string block_text(const ResultTable& table, Summaries block) {
  const scenarios::Case& workload = table.workload(*block.front().cell);
  const std::vector<Column> columns = columns_for(block);
  std::string text = wrap(fmt::format("{}: {} ({})", table.scenario.name, workload.name, fio_label(workload.job)));
  const std::size_t width = name_width(table.scenario, columns);
  text += line(pad_right("", width + 1), columns, [](const Column& column) { return std::string(column.upper_title); });
  text += line(' ' + pad_right(kNameTitle, width), columns,
               [](const Column& column) { return std::string(column.lower_title); });
  for (const CellSummary& summary : block) {
    const scenarios::Variant& variant = table.variant(*summary.cell);
    text += line((variant.baseline ? '*' : ' ') + pad_right(variant.name, width), columns,
                 [&](const Column& column) { return column.text(summary); });
  }
  return text + error_line("", block) + '\n';
}

std::string notes(const ResultTable& table, Summaries summaries) {
  const int replications = table.scenario.replications;
  std::string text = wrap(fmt::format("*: baseline of the ratio; {} replication{} from seed {}", replications,
                                      replications == 1 ? "" : "s", table.scenario.seed));
  if (replications > 1) {
    text += wrap("+-%: half width of the 95 % confidence interval of kIOPS");
  }
  if (has_published(summaries)) {
    text += wrap("error %: simulated over published - 1; f: the machine file was fitted on it, p: predicted");
  }
  for (const scenarios::Variant& variant : table.scenario.variants) {
    if (!variant.against.empty()) {
      text += wrap(fmt::format("{}: ratio to {}", variant.name, variant.against));
    }
    if (!variant.note.empty()) {
      text += wrap(fmt::format("{}: {}", variant.name, variant.note));
    }
  }
  return text;
}

}  // namespace

std::string text_table(const ResultTable& table, Summaries summaries) {
  const std::size_t variants = table.scenario.variants.size();
  std::string text;
  for (std::size_t first = 0; first < summaries.size(); first += variants) {
    text += block_text(table, summaries.subspan(first, variants));
  }
  if (table.scenario.cases.size() > 1 && has_published(summaries)) {
    text += error_line("all cases: ", summaries) + '\n';
  }
  return text + notes(table, summaries);
}

}  // namespace loopsim::analysis
