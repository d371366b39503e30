// SPDX-License-Identifier: GPL-2.0
#include "analysis/sensitivity/break_even_choice.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "analysis/csv.hpp"
#include "analysis/number_format.hpp"
#include "scenarios/close_match.hpp"
#include "scenarios/input_error.hpp"
#include "scenarios/names.hpp"
#include "scenarios/yaml_reader.hpp"
#include "scenarios/yaml_tree.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::in_quotes;
using scenarios::InputError;

constexpr int kFewestReplications = 5;

BreakEvenAxis axis_between(const std::string& text, std::size_t equals) {
  const scenarios::Place place{fmt::format("--break-even {}", text), 0, 0};
  const std::string range = text.substr(equals + 1);
  const std::size_t dots = range.find("..");
  if (equals == 0 || dots == std::string::npos || dots == 0 || dots + 2 == range.size()) {
    throw InputError(place, "expected PARAMETER or KEY=FROM..TO");
  }
  const auto scalar = [&](const std::string& value) {
    return scenarios::YamlNode{scenarios::YamlNode::Kind::scalar, place, value, {}, {}};
  };
  const scenarios::YamlNode from = scalar(range.substr(0, dots));
  const scenarios::YamlNode to = scalar(range.substr(dots + 2));
  return axis_of(text.substr(0, equals), scenarios::Span(scenarios::Value(from, "FROM"), scenarios::Value(to, "TO")));
}

BreakEvenAxis axis_named(const std::string& text, const scenarios::Scenario& scenario) {
  const std::size_t equals = text.find('=');
  return equals == std::string::npos ? axis_of(tunable_of(scenario.machine, text, fmt::format("--break-even {}", text)))
                                     : axis_between(text, equals);
}

}  // namespace

std::size_t case_named(const scenarios::Scenario& scenario, const std::string& name) {
  const auto names = scenarios::names_of(scenario.cases);
  if (name.empty() && names.size() == 1) {
    return 0;
  }
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    throw InputError({"--case", 0, 0}, fmt::format("{}{}",
                                                   name.empty() ? "the scenario has several cases; name one"
                                                                : fmt::format("no case {}", in_quotes(name)),
                                                   scenarios::allowed_names(name, names)));
  }
  return static_cast<std::size_t>(found - names.begin());
}

std::vector<BreakEvenQuestion> break_even_questions(const std::vector<std::string>& texts,
                                                    const scenarios::Scenario& scenario, std::size_t case_index,
                                                    const OutputChoice& output) {
  std::vector<BreakEvenQuestion> questions;
  for (const std::string& text : texts) {
    if (!output.is_ratio()) {
      throw InputError({fmt::format("--break-even {}", text), 0, 0},
                       "a break-even is of two variants; --output ratio:VARIANT/VARIANT says which");
    }
    BreakEvenQuestion question;
    question.axis = axis_named(text, scenario);
    question.case_index = case_index;
    question.variant_index = output.variants()[0];
    question.against_index = output.variants()[1];
    question.replications = std::max(scenario.replications, kFewestReplications);
    questions.push_back(std::move(question));
  }
  return questions;
}

std::vector<scenarios::Override> with(const std::vector<scenarios::Override>& settings,
                                      const std::vector<scenarios::Override>& moved) {
  std::vector<scenarios::Override> all = settings;
  std::erase_if(all, [&](const scenarios::Override& setting) {
    return std::ranges::find(moved, setting.key, &scenarios::Override::key) != moved.end();
  });
  all.insert(all.end(), moved.begin(), moved.end());
  return all;
}

std::string break_even_csv(const std::vector<BreakEven>& answers) {
  CsvWriter csv;
  for (const char* column : {"parameter", "variant", "against", "value", "change", "change_low", "change_high"}) {
    csv.field(column);
  }
  csv.end_row();
  for (const BreakEven& answer : answers) {
    for (const BreakEvenPoint& point : answer.points) {
      const auto& interval = point.change.interval;
      csv.field(answer.key);
      csv.field(answer.variant);
      csv.field(answer.against);
      csv.field(point.text);
      csv.field(format_number(point.change.value, NumberFormat::fraction));
      csv.field(interval ? format_number(interval->low, NumberFormat::fraction) : "");
      csv.field(interval ? format_number(interval->high, NumberFormat::fraction) : "");
      csv.end_row();
    }
  }
  return csv.text();
}

}  // namespace loopsim::analysis
