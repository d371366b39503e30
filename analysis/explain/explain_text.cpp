// SPDX-License-Identifier: GPL-2.0
#include <algorithm>

#include <fmt/format.h>

#include "analysis/explain/phrases.hpp"
#include "analysis/explain/writers.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

// The stages stand on the left of the resources.
constexpr std::size_t kStageWidth = 38;
constexpr std::size_t kResourceWidth = kTextWidth - kStageWidth - 3;
constexpr Indent kProse = {2, 2};

std::string stage_line(std::string_view name, const std::string& mean, const std::string& share,
                       const std::string& p99) {
  return fmt::format("  {:<10} {:>8} {:>6} {:>9}", name, mean, share, p99);
}

std::string microseconds(double nanoseconds) { return fit_number(nanoseconds / 1e3, 4, 8); }

std::vector<std::string> stage_lines(const ExplainedCell& cell) {
  std::vector<std::string> lines = {stage_line("stage", "mean us", "%", "p99 us")};
  for (const StageRow& row : cell.stages.rows) {
    if (row.mean_ns > 0) {
      lines.push_back(stage_line(row.name, microseconds(row.mean_ns), fmt::format("{:.1f}", 100 * row.share),
                                 row.p99_ns ? microseconds(*row.p99_ns) : "-"));
    }
  }
  lines.push_back(stage_line("latency", microseconds(cell.stages.latency_ns), "100.0", ""));
  return lines;
}

std::string resource_line(const std::string& name, const std::string& busy) {
  return fmt::format("{} {:>5}", pad_right(name, kResourceWidth - 6), busy);
}

std::vector<std::string> resource_lines(const ExplainedCell& cell) {
  std::vector<std::string> lines = {resource_line("resource", "busy%")};
  for (const Resource& resource : cell.resources) {
    lines.push_back(resource_line(resource.name, fmt::format("{:.1f}", 100 * resource.busy)));
  }
  return lines;
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::string side_by_side(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  std::string text;
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    text += trimmed(
        fmt::format("{:<{}}   {}", i < left.size() ? left[i] : "", kStageWidth, i < right.size() ? right[i] : ""));
  }
  return text;
}

std::string cell_text(const ExplainedCell& cell) {
  const CellFacts& facts = cell.facts;
  std::string text = fmt::format("{}: {}", facts.variant, rate(facts.iops.value));
  if (facts.against != facts.variant && facts.ratio) {
    text += ", " + multiple(facts.ratio->value, facts.against) + with_interval(*facts.ratio);
  }
  text = wrap(text);
  for (const std::string& sentence : cell.sentences) {
    text += wrap(sentence, kProse);
  }
  return text + '\n' + side_by_side(stage_lines(cell), resource_lines(cell)) + '\n';
}

std::string waterfall_line(std::string_view name, double first, double last, double part, double share) {
  return fmt::format("  {} {:>8.3f} {:>8.3f} {:>8.3f} {:>6.1f}\n", pad_right(name, 40), first / 1e3, last / 1e3,
                     part / 1e3, 100 * share);
}

std::string waterfall_text(const Waterfall& waterfall) {
  std::string text = wrap(fmt::format("{} against {}, taken apart", waterfall.variant, waterfall.against));
  for (const std::string& sentence : sentences(waterfall)) {
    text += wrap(sentence, kProse);
  }
  text += fmt::format("\n  {} {:>8} {:>8} {:>8} {:>6}\n", pad_right("us of the time per I/O", 40), "first", "last",
                      "part", "%");
  const double difference = waterfall.difference();
  for (const WaterfallStep& step : waterfall.steps) {
    text += waterfall_line(step.name, step.first_off, step.last_off, step.part, step.part / difference);
  }
  const auto single = [&](std::string_view name, double value) {
    text += fmt::format("  {} {:>26.3f} {:>6.1f}\n", pad_right(name, 40), value / 1e3, 100 * value / difference);
  };
  single("left without any of them", waterfall.rest);
  single("difference", difference);
  return text + '\n';
}

std::string break_even_text(const BreakEven& break_even) {
  std::string text = wrap(fmt::format("{} against {} over {}", break_even.variant, break_even.against, break_even.key));
  for (const std::string& sentence : sentences(break_even)) {
    text += wrap(sentence, kProse);
  }
  return text + '\n';
}

std::string notes(const Explanation& explanation) {
  bool has_waterfalls = false;
  for (const ExplainedCase& explained : explanation.cases) {
    has_waterfalls |= !explained.waterfalls.empty();
  }
  std::string text = wrap(
      "mean: over all commands, those included that skip the stage, so that the stages sum to the latency; p99: of "
      "the time that a command spends in that stage");
  text += wrap("busy%: of the window; tags and I/Os in flight: how full they are on average");
  if (has_waterfalls) {
    text += wrap(
        "first: what goes of the difference when these costs alone are taken from both variants; last: when all "
        "others were taken before; part: their mean, less what groups count twice that depend on each other. The parts "
        "and what is left sum to the difference");
  }
  return text;
}

}  // namespace

std::string explain_text(const Explanation& explanation) {
  std::string text;
  for (const ExplainedCase& explained : explanation.cases) {
    text += wrap(fmt::format("{}: {} ({})", explanation.scenario, explained.name, explained.workload));
    text += wrap(explained.answer, kProse) + '\n';
    for (const Waterfall& waterfall : explained.waterfalls) {
      text += waterfall_text(waterfall);
    }
    for (const BreakEven& break_even : explained.break_evens) {
      text += break_even_text(break_even);
    }
    for (const ExplainedCell& cell : explained.cells) {
      text += cell_text(cell);
    }
  }
  return text + notes(explanation);
}

}  // namespace loopsim::analysis
