// SPDX-License-Identifier: GPL-2.0
#include "analysis/text_table.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <ranges>
#include <vector>

#include <fmt/format.h>

#include "analysis/labels.hpp"
#include "analysis/metrics.hpp"
#include "analysis/statistics.hpp"
#include "analysis/stopping_rule.hpp"
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
    text += line((variant.is_base() ? '*' : ' ') + pad_right(variant.name, width), columns,
                 [&](const Column& column) { return column.text(summary); });
  }
  return text + error_line("", block) + '\n';
}

std::string replications_text(Summaries summaries) {
  const auto [fewest, most] = std::ranges::minmax(
      summaries | std::views::transform([](const CellSummary& summary) { return summary.cell->runs.size(); }));
  const std::string number = fewest == most ? fmt::format("{}", most) : fmt::format("{} to {}", fewest, most);
  return fmt::format("{} replication{}", number, most == 1 ? "" : "s");
}

std::string interval_note(Summaries summaries) {
  if (!std::ranges::any_of(summaries, [](const CellSummary& summary) { return summary.iops.interval.has_value(); })) {
    return "";
  }
  const bool single = summaries.front().cell->runs.size() == 1;
  return wrap(fmt::format("+-%: half width of the 95 % confidence interval of kIOPS{}",
                          single ? ", from batch means within the run" : ""));
}

std::string cell_name(const ResultTable& table, const CellSummary& summary) {
  return fmt::format("{}/{}", table.workload(*summary.cell).name, table.variant(*summary.cell).name);
}

std::string precision_note(const ResultTable& table, Summaries summaries) {
  if (!table.scenario.precision) {
    return "";
  }
  const double per_cent = table.scenario.precision->per_cent;
  std::string missed;
  for (const CellSummary& summary : summaries) {
    if (!is_precise(summary.iops, per_cent / 100)) {
      missed += (missed.empty() ? "" : ", ") + cell_name(table, summary);
    }
  }
  return wrap(missed.empty() ? fmt::format("precision {} %: reached", per_cent)
                             : fmt::format("precision {} %: not reached by {} after {}", per_cent, missed,
                                           replications_text(summaries)));
}

// The longest warm-up of all runs, and how many have any.
std::string warm_up_note(const ResultTable& table, Summaries summaries) {
  const CellSummary* cell = nullptr;
  WarmUp longest;
  std::size_t runs = 0;
  std::size_t cut_runs = 0;
  for (const CellSummary& summary : summaries) {
    runs += summary.warm_ups.size();
    for (const std::optional<WarmUp>& warm_up : summary.warm_ups) {
      cut_runs += warm_up && warm_up->cut > 0 ? 1 : 0;
      if (warm_up && warm_up->fraction > longest.fraction) {
        longest = *warm_up;
        cell = &summary;
      }
    }
  }
  return cell == nullptr
             ? ""
             : wrap(fmt::format("warm-up: MSER-5 finds some in {} of {} runs, at most {} % of the window ({}), behind "
                                "which kIOPS is {}{:.1f} %",
                                cut_runs, runs, fit_number(100 * longest.fraction, 2, 5), cell_name(table, *cell),
                                longest.shift < 0 ? '-' : '+', 100 * std::abs(longest.shift)));
}

std::string notes(const ResultTable& table, Summaries summaries) {
  std::string text =
      wrap(fmt::format("*: baseline of the ratio; {} from seed {}", replications_text(summaries), table.scenario.seed));
  text += interval_note(summaries) + precision_note(table, summaries) + warm_up_note(table, summaries);
  if (has_published(summaries)) {
    text += wrap("error %: simulated over published - 1; f: the machine file was fitted on it, p: predicted");
  }
  for (const scenarios::Variant& variant : table.scenario.variants) {
    if (!variant.against.empty() && variant.against != variant.name) {
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
